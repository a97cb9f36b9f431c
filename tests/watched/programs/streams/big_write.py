import sys
sys.stdout.write('x' * 1000000 + '\n')
print('end')
