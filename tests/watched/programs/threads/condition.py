import threading
condition, box = threading.Condition(), []
def consume():
    with condition:
        condition.wait_for(lambda: box)
        print(box.pop())
t = threading.Thread(target=consume)
t.start()
with condition:
    box.append('item')
    condition.notify()
t.join()
