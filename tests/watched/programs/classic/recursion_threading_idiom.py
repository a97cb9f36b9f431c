# The idiom of contests: a deep recursion in a thread of a large stack.
# stdin: 20000\n
import sys, threading
sys.setrecursionlimit(1 << 20)
threading.stack_size(1 << 26)
def main():
    n = int(input())
    def f(k):
        return 0 if k == 0 else 1 + f(k - 1)
    print(f(n))
t = threading.Thread(target=main)
t.start()
t.join()
