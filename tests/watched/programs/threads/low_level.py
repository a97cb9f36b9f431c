import _thread, time
lock = _thread.allocate_lock()
lock.acquire()
_thread.start_new_thread(lambda: (print('low level'), lock.release()), ())
lock.acquire()
