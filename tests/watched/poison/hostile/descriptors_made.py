import os, socket
files = []
try:
    while True:
        files.append(os.dup(0))
        files += socket.socketpair()
        os.set_inheritable(files[0], True)
except OSError:
    pass
print('done')
