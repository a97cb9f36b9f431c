# The input is sealed: it can be neither written nor grown.
# stdin: abc\n
import fcntl, os
print(fcntl.fcntl(0, fcntl.F_GET_SEALS))
for act in lambda: os.write(0, b'x'), lambda: os.ftruncate(0, 0), lambda: os.pwrite(0, b'x', 0):
    try:
        print(act())
    except OSError as error:
        print(error)
print(input())
