import queue, threading
q = queue.Queue()
def worker():
    while (item := q.get()) is not None:
        print(item)
        q.task_done()
t = threading.Thread(target=worker)
t.start()
for i in range(5):
    q.put(i)
q.put(None)
t.join()
