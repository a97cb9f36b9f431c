import socket
for fd in range(20):
    try:
        print(fd, socket.socket(fileno=fd).family)
    except OSError as error:
        if error.errno != 9:
            print(fd, error)
