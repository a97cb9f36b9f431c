# memory: 64MiB
import mmap
m = mmap.mmap(-1, 1 << 30)
m[0] = 1
print(len(m))
