import os, sys
if os.environ.get('AGAIN'):
    print('second time', sys.argv)
else:
    os.environ['AGAIN'] = '1'
    os.execv(sys.executable, [sys.executable, __file__, 'x'])
