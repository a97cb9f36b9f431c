import os
for act in os.wait, lambda: os.waitpid(-1, 0), lambda: os.waitid(os.P_ALL, 0, os.WEXITED):
    try:
        print(act())
    except OSError as error:
        print(error)
