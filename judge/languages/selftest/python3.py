import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


act, *numbers = input().split()
if act == 'add':
    print(int(numbers[0]) + int(numbers[1]))
elif act == 'spin':
    while True:
        pass
elif act == 'eat':
    blocks = []
    while True:
        blocks.append(b'x' * 1_000_000)
elif act == 'crash':
    print([][1])
elif act == 'read':
    print(sum(map(int, sys.stdin)))
elif act == 'write':
    for _ in range(int(numbers[0])):
        print('0123456789abcdef')
elif act == 'mul':
    print(int(numbers[0]) * int(numbers[1]))
elif act == 'deep':
    sys.setrecursionlimit(200_000)
    print(depth(int(numbers[0])))
