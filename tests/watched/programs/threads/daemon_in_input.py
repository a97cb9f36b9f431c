import os, threading, time
r, w = os.pipe()
threading.Thread(target=lambda: os.read(r, 1), daemon=True).start()
time.sleep(0.02)
print('main ends')
