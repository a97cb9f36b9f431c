import sys
with open(1, 'w', closefd=False) as out:
    out.write('via with\n')
print('via print')
