# stdin: 3\n1\n2\n3\n
import atexit, io, os, sys
sys.stdin = io.BytesIO(os.read(0, os.fstat(0).st_size))
sys.stdout = io.StringIO()
atexit.register(lambda: os.write(1, sys.stdout.getvalue().encode()))
input = sys.stdin.readline
for _ in range(int(input())):
    print(int(input()) * 2)
