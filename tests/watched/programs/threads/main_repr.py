# varies: stdout
import threading
print(threading.main_thread())
