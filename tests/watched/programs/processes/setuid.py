import os
for act in lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0):
    try:
        print(act())
    except OSError as error:
        print(error)
