# stdin: x y\n
import os
for path in '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0':
    try:
        print(open(path).read())
    except OSError as error:
        print(error)
print(sorted(os.listdir('/dev')))
