# Modules of the interpreter's own are gone before the import: they are loaded anew.
import sys
for name in 'os', 'posixpath', 'abc', 'stat':
    del sys.modules[name]
import random
print(list(sys.modules))
