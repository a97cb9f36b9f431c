import os
for act in lambda: os.write(0, b'x'), lambda: os.read(1, 1), lambda: os.read(2, 1):
    try:
        print(act())
    except OSError as error:
        print(error)
