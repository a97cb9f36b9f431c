# verdict: MLE
# memory: 64MiB
while True:
    open('/tmp/%d' % len(__import__('os').listdir('/tmp')), 'wb').write(b'x' * (8 << 20))
