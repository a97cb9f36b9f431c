# varies: stderr
import sys
for i in range(200000):
    sys.stderr.write('evil ' * 10)
