import os, threading
t = threading.Thread(target=lambda: None)
t.start()
t.join()
print(t.native_id - os.getpid())
