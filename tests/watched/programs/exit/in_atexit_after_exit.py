# verdict: RTE
import atexit, sys
atexit.register(lambda: sys.exit(7))
sys.exit(3)
