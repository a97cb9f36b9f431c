import os, tempfile
t = tempfile.TemporaryDirectory()
open(os.path.join(t.name, 'x'), 'w').close()
print(len(os.listdir('/tmp')))
