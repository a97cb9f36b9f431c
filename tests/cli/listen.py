#!/usr/bin/python3
"""A manager's socket (sd_notify(3)) that writes down what it is told, one JSON object a datagram: when,
by which process, what.

usage: listen.py NAME FILE      NAME as in $NOTIFY_SOCKET: a path, or "@" and an abstract name
"""
import json
import socket
import struct
import sys
import time

name, out = sys.argv[1], sys.argv[2]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, open(out, "w", encoding="utf-8") as file:
    manager.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    manager.bind("\0" + name[1:] if name.startswith("@") else name)
    file.write("{}\n")
    file.flush()
    while True:
        said, more, _, _ = manager.recvmsg(4096, 256)
        pid = struct.unpack("iii", more[0][2])[0] if more else 0
        told = dict(line.split("=", 1) for line in said.decode().split("\n"))
        file.write(json.dumps({"at": time.monotonic(), "pid": pid, **told}) + "\n")
        file.flush()
