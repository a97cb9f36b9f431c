import threading
threading.Timer(0.05, print, args=('timer',)).start()
print('main ends')
