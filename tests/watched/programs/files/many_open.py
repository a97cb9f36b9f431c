files, n = [], 0
try:
    for n in range(100000):
        files.append(open('/dev/null'))
except OSError as error:
    files.pop()
    print(n, error.strerror)
