# verdict: RTE
import io, sys
sys.stderr = io.StringIO()
sys.exit('nobody hears')
