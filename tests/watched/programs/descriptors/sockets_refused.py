import socket
for family in 'AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK', 'AF_PACKET', 'AF_VSOCK':
    try:
        socket.socket(getattr(socket, family))
        print(family, 'could')
    except OSError as error:
        print(family, error)
