import sys
import threading

kept = []
sums = [0] * 4


def add(mine):
    for n in range(1000):
        sums[mine] += n


act = input()
if act == 'grow':
    while True:
        kept.append(bytearray(10000))
elif act == 'boxes':
    numbers = {}
    while True:
        numbers[len(numbers)] = 'number %d' % len(numbers)
elif act == 'huge':
    kept.append(bytearray(1 << 40))
elif act == 'large':
    kept.append(b'x' * (1 << 30))
elif act == 'says':
    print('MemoryError', file=sys.stderr)
    sys.exit(1)
elif act == 'most':
    for i in range(179 * 16):
        kept.append(b'x' * (1 << 16))
    print(len(kept))
elif act == 'object':
    kept.append(b'x' * 178257920)
    print(len(kept[0]))
elif act == 'threads':
    threads = [threading.Thread(target=add, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(sums))
