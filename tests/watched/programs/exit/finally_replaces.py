# verdict: RTE
import sys
try:
    sys.exit(4)
finally:
    raise KeyError('instead')
