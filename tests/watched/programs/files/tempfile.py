import tempfile
print(tempfile.gettempdir(), tempfile.gettempprefix())
with tempfile.TemporaryFile('w+') as f:
    f.write('abc')
    f.seek(0)
    print(f.read())
with tempfile.NamedTemporaryFile() as f:
    print(f.name.startswith('/tmp/tmp'), f.file.mode)
