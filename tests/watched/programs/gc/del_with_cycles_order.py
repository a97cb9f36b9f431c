import gc
class C:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        print('del', self.n)
for i in range(4):
    c = C(i)
    c.c = c
del c
gc.collect()
print('collected')
