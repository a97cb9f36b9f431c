# verdict: RTE
import sys
sys.stdout.detach()
print('x')
