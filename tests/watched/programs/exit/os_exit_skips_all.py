import atexit, os, threading
atexit.register(print, 'atexit')
class D:
    def __del__(self):
        print('del', flush=True)
d = D()
threading.Thread(target=threading.Event().wait).start()
try:
    os._exit(0)
finally:
    print('finally', flush=True)
