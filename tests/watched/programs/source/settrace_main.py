import sys
seen = []
def trace(frame, event, arg):
    seen.append((event, frame.f_lineno))
    return trace
def f():
    x = 1
    return x
sys.settrace(trace)
f()
sys.settrace(None)
print(seen)
