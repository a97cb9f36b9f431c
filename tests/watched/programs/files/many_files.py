n = 0
try:
    for n in range(100000):
        open('/tmp/%d' % n, 'w').close()
except OSError as error:
    print(n, error.strerror)
