# verdict: RTE
import faulthandler, os
faulthandler.enable()
os.abort()
