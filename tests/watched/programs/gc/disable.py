import gc
gc.disable()
class C:
    def __del__(self):
        print('at exit all the same')
c = C()
c.c = c
del c
print(gc.isenabled())
