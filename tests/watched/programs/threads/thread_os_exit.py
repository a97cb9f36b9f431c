# verdict: RTE
import os, threading, time
threading.Thread(target=lambda: os._exit(21)).start()
time.sleep(10)
