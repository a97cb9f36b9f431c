f = open(1, 'w', buffering=100000)
f.write('in the buffer\n')
print('print')
