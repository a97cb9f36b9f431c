# How deep a program gets before the error: what is below it on the stack counts.
depth = 0
def f():
    global depth
    depth += 1
    f()
try:
    f()
except RecursionError as error:
    print(depth, error)
