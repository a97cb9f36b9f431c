# verdict: OLE
# output: 64KiB
# varies: stdout
print('x' * (64 * 1024))
