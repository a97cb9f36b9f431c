import threading
ts = [threading.Thread(target=lambda: None) for _ in range(30)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print('all')
