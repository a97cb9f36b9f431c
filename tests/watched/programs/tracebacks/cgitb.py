# addresses: stdout
# verdict: RTE
import sys
sys.excepthook = lambda kind, value, trace: print(sys.exc_info(), kind, trace.tb_next)
raise ValueError
