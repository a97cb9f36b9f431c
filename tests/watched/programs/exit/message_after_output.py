# verdict: RTE
import sys
print('output', end='')
sys.exit('message')
