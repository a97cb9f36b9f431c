# verdict: RTE
import sys
sys.stdin.read(1)
print('x')
sys.stdin.reconfigure(encoding='ascii')
print('not reached')
