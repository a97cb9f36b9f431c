# verdict: RTE
import sys
sys.exit('é\udc80€')
