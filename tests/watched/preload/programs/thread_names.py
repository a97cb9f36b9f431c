# Names and counters of threads start with the first.
import threading
import itertools
thread = threading.Thread(target=lambda: print(threading.current_thread().name))
thread.start()
thread.join()
print(thread.name, threading.stack_size(), threading.active_count())
