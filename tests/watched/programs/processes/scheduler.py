import os
for act in (lambda: os.sched_getscheduler(0), lambda: os.sched_getparam(0), lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
            lambda: os.sched_setaffinity(0, {0}), lambda: os.sched_getaffinity(1), lambda: os.sched_rr_get_interval(0) > 0):
    try:
        print(act())
    except OSError as error:
        print(error)
