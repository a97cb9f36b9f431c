# verdict: TLE
# time: 300ms
import threading
threading.Thread(target=threading.Event().wait).start()
print('main ends', flush=True)
