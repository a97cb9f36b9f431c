import os
for path in '/x', '/prog/x', '/usr/x', '/etc/x', '/dev/x', '/dev/shm/x', '/lib/x', '/root/x', '/var/x':
    try:
        open(path, 'w')
        print(path, 'could')
    except OSError as error:
        print(error)
