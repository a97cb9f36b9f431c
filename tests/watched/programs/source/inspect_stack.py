import inspect
def f():
    for info in inspect.stack():
        print(info.filename, info.lineno, info.function, info.code_context, info.index)
f()
