import os, threading
print(threading.get_native_id() == os.getpid(), threading.main_thread().native_id == os.getpid())
print(threading.main_thread().ident == threading.get_ident())
