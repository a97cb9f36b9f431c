# A module of the same name, in a folder that the program puts in front.
import os
import sys
os.mkdir('/tmp/mine')
with open('/tmp/mine/decimal.py', 'w') as file:
    file.write('mine = 1\n')
sys.path.insert(0, '/tmp/mine')
import decimal
print(decimal.__file__, vars(decimal).get('mine'))
