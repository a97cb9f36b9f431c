import threading
b = threading.Barrier(3)
ts = [threading.Thread(target=b.wait) for _ in range(2)]
for t in ts:
    t.start()
b.wait()
for t in ts:
    t.join()
print(b.n_waiting, b.broken)
