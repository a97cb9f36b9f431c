import sys
del sys.modules['__main__']
x = 5
print(x, __name__)
def f():
    return x
print(f())
