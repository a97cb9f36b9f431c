import os, resource
for pid in 0, os.getpid(), 1, os.getppid(), 3, 4:
    try:
        print(resource.prlimit(pid, resource.RLIMIT_NOFILE)[0] > 0)
    except OSError as error:
        print(error)
