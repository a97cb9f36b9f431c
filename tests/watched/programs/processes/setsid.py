import os
for act in os.setsid, lambda: os.setpgid(0, 0), os.getpgrp, lambda: os.getsid(0), lambda: os.setpgid(1, 1):
    try:
        print(act())
    except OSError as error:
        print(error)
