import os
try:
    print(os.posix_spawn('/usr/bin/python3', ['python3', '-c', ''], {}))
except OSError as error:
    print(error)
