# A module that is imported again after its entry went is another.
import sys
import random
import tempfile
first, first_tempfile = random, tempfile
random.mine = tempfile.mine = 1
del sys.modules['random'], sys.modules['tempfile']
import tempfile
print('random' in sys.modules, tempfile is first_tempfile, hasattr(tempfile, 'mine'))
import random
print(random is first, hasattr(random, 'mine'), tempfile._Random is random.Random)
print(list(sys.modules))
