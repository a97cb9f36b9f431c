# verdict: RTE
import sys
sys.meta_path.clear()
import random
