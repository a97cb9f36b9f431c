# verdict: RTE
import faulthandler, os, threading, time
faulthandler.enable()
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
time.sleep(0.05)
os.abort()
