import os
made = []
for act in os.fork, os.forkpty, lambda: os.posix_spawn('/usr/bin/python3', ['python3', '-c', 'while True: pass'], {}):
    try:
        made.append(act())
    except OSError:
        pass
print(made)
