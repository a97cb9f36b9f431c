# verdict: OLE
# output: 64KiB
# varies: stdout
while True:
    print('x' * 1000)
