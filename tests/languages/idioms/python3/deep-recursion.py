import sys
sys.setrecursionlimit(10**9)
f = lambda n: n and n + f(n - 1)
print(f(int(sys.stdin.readline())))
