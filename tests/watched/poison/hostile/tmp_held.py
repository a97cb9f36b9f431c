# Everything that keeps a mount busy: a cwd, an open directory, a mapping, a running program.
import mmap, os
os.mkdir('/tmp/d')
os.chdir('/tmp/d')
fd = os.open('/tmp', os.O_RDONLY)
f = open('/tmp/m', 'w+b')
f.write(b'x' * 8192)
f.flush()
m = mmap.mmap(f.fileno(), 8192)
m[0] = 66
os.rename('/tmp/d', '/tmp/e')
print('done')
