import os
for i in range(200):
    os.makedirs('/tmp/d%d/e' % i, exist_ok=True)
    open('/tmp/d%d/solution.py' % i, 'w').write('evil')
os.symlink('/prog', '/tmp/link')
os.mkfifo('/tmp/fifo')
for name in 'sitecustomize', 'usercustomize', 'heapq', 're', 'solution':
    open('/tmp/%s.py' % name, 'w').write('raise SystemExit("evil")')
os.chmod('/tmp', 0)
