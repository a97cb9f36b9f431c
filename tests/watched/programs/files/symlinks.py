import os
os.symlink('/prog/solution.py', '/tmp/link')
print(os.readlink('/tmp/link'), os.path.islink('/tmp/link'), len(open('/tmp/link').read()))
os.mkfifo('/tmp/fifo')
os.link('/tmp/fifo', '/tmp/other')
print(sorted(os.listdir('/tmp')), os.stat('/tmp/fifo').st_nlink)
