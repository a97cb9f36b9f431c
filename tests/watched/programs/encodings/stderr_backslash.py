# verdict: RTE
import sys
print('é \udc80 \u20ac', file=sys.stderr)
raise ValueError('\udcff')
