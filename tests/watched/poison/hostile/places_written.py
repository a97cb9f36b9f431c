import os
could = []
for path in '/prog/solution.py', '/prog/heapq.py', '/usr/lib/python3/evil.py', '/usr/lib/python3.11/re.py', '/lib/x', '/etc/ld.so.preload', '/x', '/dev/x', '/dev/null/x', '/proc/1/mem', '/dev/shm/x':
    for act in lambda: open(path, 'w'), lambda: os.unlink(path), lambda: os.chmod(path, 0), lambda: os.utime(path), lambda: os.rename(path, '/tmp/y'), lambda: os.link(path, '/tmp/z'), lambda: os.truncate(path, 0):
        try:
            act()
            could.append(path)
        except OSError:
            pass
for path in '/', '/tmp', '/prog', '/usr':
    for act in lambda: os.rmdir(path), lambda: os.rename(path, path + '2'), lambda: os.chown(path, 0, 0):
        try:
            act()
            could.append(path)
        except OSError:
            pass
print(could)
