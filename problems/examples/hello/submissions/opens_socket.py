# There is no network, and not even a socket to find that out with.
import socket

socket.socket()
print("Hello, world!")
