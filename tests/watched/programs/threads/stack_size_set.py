import sys, threading
threading.stack_size(64 * 1024 * 1024)
sys.setrecursionlimit(100000)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
t = threading.Thread(target=lambda: print(depth(50000)))
t.start()
t.join()
