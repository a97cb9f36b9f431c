# verdict: RTE
import sys, threading, time
threading.Thread(target=lambda: (time.sleep(0.05), print('thread goes on'))).start()
sys.exit(3)
