import queue
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
work = queue.Queue()
sums = {}


def worker():
    while (item := work.get()) is not None:
        name, number = item.split()
        with lock:
            sums[name] = sums.get(name, 0) + int(number)


threads = [threading.Thread(target=worker) for _ in range(3)]
for t in threads:
    t.start()
for _ in range(int(input())):
    work.put(input())
for t in threads:
    work.put(None)
for t in threads:
    t.join()
with ThreadPoolExecutor(max_workers=2) as pool:
    for line in pool.map(lambda name: f'{name} {sums[name]}', sorted(sums)):
        print(line)
print('total', sum(sums.values()))
