# verdict: RTE
import threading, time
threading.Thread(target=lambda: (time.sleep(0.05), print('thread goes on'))).start()
raise ValueError('main is gone')
