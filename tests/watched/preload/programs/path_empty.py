# verdict: RTE
import sys
sys.path.clear()
import random
