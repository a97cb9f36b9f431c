# verdict: RTE
import sys
open('/tmp/leaving.py', 'w').write('import sys; sys.exit(16)')
sys.path.append('/tmp')
import leaving
