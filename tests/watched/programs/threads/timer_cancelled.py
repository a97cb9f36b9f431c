import threading
t = threading.Timer(50, print, args=('timer',))
t.start()
t.cancel()
print('main ends')
