import os
for act in (os.setsid, lambda: os.setpgid(0, 0), lambda: os.setpgid(1, 1), lambda: os.setpgid(os.getppid(), 0), lambda: os.setpgid(0, os.getppid()), lambda: os.tcsetpgrp(0, os.getpid())):
    try:
        act()
    except OSError:
        pass
print('done')
