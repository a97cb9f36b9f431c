class Thing:
    pass
def function():
    pass
print(Thing.__module__, Thing.__qualname__, function.__module__, Thing, function.__globals__ is globals())
