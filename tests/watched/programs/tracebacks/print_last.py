# verdict: RTE
import atexit, traceback
atexit.register(traceback.print_last)
1 / 0
