import sys, zipfile
with zipfile.ZipFile('/tmp/a.zip', 'w') as archive:
    archive.writestr('inside.py', 'def f():\n    raise ValueError("from the zip")\n')
sys.path.append('/tmp/a.zip')
import inside
print(inside.__file__, type(inside.__loader__))
try:
    inside.f()
except ValueError:
    import traceback
    traceback.print_exc(file=sys.stdout)
