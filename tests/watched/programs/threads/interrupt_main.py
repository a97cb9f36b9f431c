# verdict: RTE
import _thread, threading, time
threading.Thread(target=_thread.interrupt_main).start()
for i in range(100):
    time.sleep(0.1)
