# memory: 64MiB
x = bytearray(b'x') * (44 << 20)
print(len(x))
