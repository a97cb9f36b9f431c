# verdict: RTE
# Nothing is done around a fork that an import would not have asked for.
import os
import random
import logging
os.register_at_fork(before=lambda: print('before', flush=True))
try:
    os.fork()
except OSError as failure:
    print(failure.errno)
    raise
