import threading
print(threading.main_thread().name, threading.current_thread() is threading.main_thread())
t = threading.Thread(target=lambda: print(threading.current_thread().name))
t.start()
t.join()
u = threading.Thread(target=print, args=(1,))
print(u.name, u.daemon, u.ident, t.is_alive(), threading.main_thread().daemon)
