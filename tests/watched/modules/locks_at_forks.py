import _thread
import os
lock = _thread.allocate_lock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
