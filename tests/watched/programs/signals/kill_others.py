import os
for pid in 1, os.getppid(), -1, 3, 4, 5, 100:
    try:
        os.kill(pid, 0)
        print('could')
    except OSError as error:
        print(error)
