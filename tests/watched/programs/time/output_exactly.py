# output: 64KiB
print('x' * (64 * 1024 - 1))
