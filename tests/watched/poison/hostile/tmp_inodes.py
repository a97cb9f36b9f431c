try:
    i = 0
    while True:
        open('/tmp/%d' % i, 'w').close()
        i += 1
except OSError:
    print('full')
