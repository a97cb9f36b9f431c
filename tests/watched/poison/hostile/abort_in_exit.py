# verdict: RTE
import atexit, os
atexit.register(os.abort)
