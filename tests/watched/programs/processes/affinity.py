import os
print(sorted(os.sched_getaffinity(0)), os.cpu_count())
