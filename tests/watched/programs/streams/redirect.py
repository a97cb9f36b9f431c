import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
    print('inside')
print(repr(out.getvalue()))
