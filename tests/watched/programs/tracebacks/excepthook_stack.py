# verdict: RTE
import sys, traceback
def hook(*args):
    traceback.print_stack()
    print(sys._getframe().f_back, sys.last_type if hasattr(sys, 'last_type') else '-')
sys.excepthook = hook
1 / 0
