# A finally of a daemon thread does not run.
import threading, time
started = threading.Event()
def work():
    try:
        started.set()
        time.sleep(100)
    finally:
        print('finally')
threading.Thread(target=work, daemon=True).start()
started.wait()
