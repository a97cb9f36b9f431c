# varies: stderr
import sys
for _ in range(10000):
    print('error ' * 20, file=sys.stderr)
print('end')
