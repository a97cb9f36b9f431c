# More than is kept of it.
import sys
for i in range(3000):
    print('line', i, file=sys.stderr)
