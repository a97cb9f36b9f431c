# verdict: RTE
import sys
try:
    sys.exit(4)
except Exception:
    print('not here')
