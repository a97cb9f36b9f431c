# verdict: RTE
import os, signal, threading, time
threading.Thread(target=lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
time.sleep(10)
