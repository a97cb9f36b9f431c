# Nothing of a fork is to be seen: hooks registered here run for forks of the program's own.
import os
os.register_at_fork(before=lambda: print('before'), after_in_parent=lambda: print('in parent'),
                    after_in_child=lambda: print('in child'))
try:
    os.fork()
except OSError as error:
    print(error)
