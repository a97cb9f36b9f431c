import threading
class D:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        print('del of local', self.n)
local = threading.local()
local.d = D('main')
def f():
    local.d = D('thread')
t = threading.Thread(target=f)
t.start()
t.join()
print('end')
