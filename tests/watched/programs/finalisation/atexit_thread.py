import atexit, threading
def f():
    t = threading.Thread(target=print, args=('from a thread at exit',))
    try:
        t.start()
        t.join()
    except RuntimeError as error:
        print(error)
atexit.register(f)
