# verdict: RTE
import sys
def g():
    yield 1
    sys.exit(8)
for x in g():
    print(x)
