import socket
a, b = socket.socketpair()
a.send(b'hello')
print(b.recv(10), a.fileno(), b.fileno())
