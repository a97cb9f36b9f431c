import fcntl
for fd in range(3):
    for value in 4096, 1 << 20:
        try:
            fcntl.fcntl(fd, 1031, value)
        except OSError:
            pass
    try:
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)
    except Exception:
        pass
print('done')
