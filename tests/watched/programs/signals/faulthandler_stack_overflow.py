# verdict: RTE
import faulthandler, sys
faulthandler.enable()
faulthandler._stack_overflow()
