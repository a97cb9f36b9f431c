import fcntl
f = open('/tmp/x', 'w')
for act in lambda: fcntl.flock(f, fcntl.LOCK_EX), lambda: fcntl.lockf(f, fcntl.LOCK_EX), lambda: fcntl.fcntl(f, 1024, 1):
    try:
        print(act())
    except OSError as error:
        print(error)
