import threading
print(len(threading.enumerate()), threading.active_count(), threading.enumerate()[0].name)
