import os
info = os.stat('/prog/solution.py')
print(info.st_size, info.st_mtime == int(info.st_mtime), os.access('/prog/solution.py', os.W_OK))
