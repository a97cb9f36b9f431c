import atexit
def f():
    import bisect, colorsys
    print(bisect.__name__, colorsys.__name__)
atexit.register(f)
