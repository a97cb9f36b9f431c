import io, sys
sys.stdout = io.TextIOWrapper(open(1, 'wb', closefd=False), encoding='latin-1', newline='\r\n')
print('é')
print('x')
