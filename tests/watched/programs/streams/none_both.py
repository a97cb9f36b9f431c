# verdict: RTE
import sys
sys.stderr = sys.__stderr__ = None
raise ValueError('nobody hears')
