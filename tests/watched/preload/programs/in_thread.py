# The first import of a module is a thread's.
import sys
import threading
def work():
    import decimal
    import logging
    print(threading.current_thread().name, decimal.getcontext().prec, logging.root.name)
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(list(sys.modules))
