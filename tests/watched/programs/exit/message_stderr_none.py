# verdict: RTE
import sys
sys.stderr = None
sys.exit('where does it go')
