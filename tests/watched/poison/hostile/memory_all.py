# verdict: MLE
# memory: 64MiB
block = []
while True:
    block.append(bytearray(1 << 20))
    block[-1][::4096] = b'x' * 256
