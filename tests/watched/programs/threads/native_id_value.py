import threading
print(threading.get_native_id(), threading.main_thread().native_id)
