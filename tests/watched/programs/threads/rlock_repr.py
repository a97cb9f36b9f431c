# varies: stdout
import threading
print(threading.RLock(), threading.get_ident())
