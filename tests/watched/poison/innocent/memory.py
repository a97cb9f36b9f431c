# Nearly all of the memory, and some of the time.
# memory: 64MiB
block = bytearray(40 << 20)
for i in range(0, len(block), 4096):
    block[i] = 1
print(sum(block), sum(i * i for i in range(200000)))
open('/tmp/x', 'w').write('x' * 1000000)
