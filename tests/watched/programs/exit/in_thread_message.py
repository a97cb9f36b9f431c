import sys, threading
t = threading.Thread(target=lambda: sys.exit('thread says'))
t.start()
t.join()
print('main goes on')
