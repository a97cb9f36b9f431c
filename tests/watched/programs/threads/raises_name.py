import threading
def outer():
    inner()
def inner():
    return {}['key']
t = threading.Thread(target=outer, name='my thread')
t.start()
t.join()
