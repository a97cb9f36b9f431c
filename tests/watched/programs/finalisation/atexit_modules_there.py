import atexit, sys
def look():
    print('__main__' in sys.modules, 'os' in sys.modules, sys.is_finalizing(), x)
atexit.register(look)
x = 5
