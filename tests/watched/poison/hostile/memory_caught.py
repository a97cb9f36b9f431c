# memory: 64MiB
try:
    bytearray(1 << 40)
except MemoryError:
    print('caught')
