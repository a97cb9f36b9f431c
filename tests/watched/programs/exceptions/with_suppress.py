import contextlib
with contextlib.ExitStack() as stack:
    stack.callback(print, 'last')
    stack.enter_context(contextlib.suppress(ValueError))
    raise ValueError
print('after')
