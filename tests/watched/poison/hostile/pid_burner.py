# Threads use up process numbers.
import _thread
for _ in range(3000):
    lock = _thread.allocate_lock()
    lock.acquire()
    _thread.start_new_thread(lock.release, ())
    lock.acquire()
print('done')
