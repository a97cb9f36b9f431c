import atexit, traceback
def f():
    traceback.print_stack()
atexit.register(f)
