import fcntl, os
for path in '/prog/solution.py', '/usr/lib/python3.11/re.py', '/tmp', '/', '/dev/null':
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        continue
    for act in lambda: fcntl.flock(fd, fcntl.LOCK_SH), lambda: fcntl.lockf(fd, fcntl.LOCK_SH), lambda: fcntl.fcntl(fd, 37, b'\0' * 32), lambda: fcntl.fcntl(fd, 1024, 0), lambda: fcntl.fcntl(fd, 1026, 15), lambda: fcntl.fcntl(fd, 8, os.getppid()):
        try:
            act()
        except (OSError, ValueError):
            pass
print('done')
