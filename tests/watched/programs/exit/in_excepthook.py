# verdict: RTE
import sys
sys.excepthook = lambda *a: sys.exit(7)
1 / 0
