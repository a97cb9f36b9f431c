import socket
could = []
for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
    for name in '\0evil', '/tmp/evil':
        try:
            s = socket.socket(socket.AF_UNIX, kind)
            s.bind(name)
            could.append(name)
        except OSError:
            pass
    a, b = socket.socketpair(socket.AF_UNIX, kind)
    try:
        a.bind('\0evil')
        could.append('pair')
    except OSError:
        pass
print(could)
