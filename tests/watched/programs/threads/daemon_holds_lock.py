import threading
lock = threading.Lock()
def work():
    with lock:
        threading.Event().wait()
threading.Thread(target=work, daemon=True).start()
while not lock.locked():
    pass
print('main ends')
