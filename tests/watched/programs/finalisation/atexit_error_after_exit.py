# verdict: RTE
import atexit, sys
atexit.register(lambda: 1 / 0)
sys.exit(2)
