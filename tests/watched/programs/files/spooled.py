import tempfile
with tempfile.SpooledTemporaryFile(10) as f:
    f.write(b'x' * 100)
    f.seek(0)
    print(len(f.read()), f._rolled)
