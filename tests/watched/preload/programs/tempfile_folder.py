import os
import tempfile
print(tempfile.tempdir, tempfile.gettempdir(), tempfile.template)
with tempfile.NamedTemporaryFile('w', dir='/tmp') as file:
    print(os.path.dirname(file.name), os.path.exists(file.name))
print(os.path.exists(file.name), os.listdir('/tmp'))
with tempfile.TemporaryDirectory() as folder:
    print(os.listdir(folder))
left = tempfile.TemporaryDirectory()
