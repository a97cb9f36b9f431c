import threading
def f(n=0):
    try:
        return f(n + 1)
    except RecursionError:
        return n
t = threading.Thread(target=lambda: print(f()))
t.start()
t.join()
