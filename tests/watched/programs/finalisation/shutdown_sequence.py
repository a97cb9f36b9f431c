import atexit, sys, threading, time, weakref
class D:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('del', self.name)
atexit.register(print, 'atexit')
threading._register_atexit(print, 'threading atexit')
threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()
d = D('global')
weakref.finalize(d, print, 'finalize')
print('main ends')
