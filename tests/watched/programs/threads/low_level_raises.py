# addresses: stdout
import _thread, time
def work():
    1 / 0
_thread.start_new_thread(work, ())
time.sleep(0.1)
print(_thread._count())
