import fcntl
for fd in 1, 2:
    print(fcntl.fcntl(fd, 1032))
