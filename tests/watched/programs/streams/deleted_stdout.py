# verdict: RTE
import sys
del sys.stdout
print('nowhere')
