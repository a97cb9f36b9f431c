# The number of allocations that start a collection is the interpreter's own.
import gc
gc.collect()
when = []
class C:
    def __del__(self):
        when.append(count)
for count in range(3000):
    c = C()
    c.c = c
print(len(when) > 0)
