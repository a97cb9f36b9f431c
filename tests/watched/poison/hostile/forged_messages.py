import os, socket, array
heard = []
for fd in range(0, 256):
    try:
        s = socket.socket(fileno=os.dup(fd))
    except OSError:
        continue
    for data in b'\0' * 64, b'x':
        for act in lambda: s.send(data), lambda: s.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2]))]), lambda: s.shutdown(2):
            try:
                heard.append((fd, act()))
            except OSError:
                pass
print(heard)
