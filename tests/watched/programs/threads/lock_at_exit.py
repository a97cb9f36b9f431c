import threading
lock = threading.Lock()
lock.acquire()
print(lock.locked(), lock.acquire(timeout=0.01))
