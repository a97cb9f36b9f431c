import os
os.chdir('/tmp')
open('there.py', 'w').write('value = 1\n')
try:
    import there
    print('found')
except ImportError as error:
    print(repr(error), error.name, error.path)
