import threading
def work():
    raise ValueError('in the thread')
t = threading.Thread(target=work)
t.start()
t.join()
print('main ends')
