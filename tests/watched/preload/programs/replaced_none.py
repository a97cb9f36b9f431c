# verdict: RTE
# None forbids an import.
import sys
sys.modules['bisect'] = None
try:
    import bisect
except ImportError as failure:
    print(failure)
import random
