import os
for path in '/', '/tmp', '/prog', '/prog/solution.py', '/dev', '/dev/null', '/usr', '/etc':
    info = os.stat(path)
    print(path, oct(info.st_mode), info.st_uid, info.st_gid, info.st_nlink if path == '/tmp' else '')
