# verdict: MLE
# memory: 64MiB
with open('/tmp/big', 'wb') as f:
    while True:
        f.write(b'x' * 1000000)
