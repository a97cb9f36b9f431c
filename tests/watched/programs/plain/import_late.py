def f():
    import io
    return io.TextIOWrapper(io.FileIO(1, 'w', closefd=False))
out = f()
out.write('left in a wrapper')
