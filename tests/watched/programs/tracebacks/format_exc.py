import traceback
def f():
    raise ValueError('x')
try:
    f()
except ValueError:
    print(traceback.format_exc())
