import os, select
e = select.epoll()
r, w = os.pipe()
e.register(r, select.EPOLLIN)
print(e.fileno(), r, w, e.poll(0))
os.write(w, b'x')
print(e.poll(1) == [(r, 1)])
