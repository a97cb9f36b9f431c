a = 'some_name'
b = ''.join(['some', '_name'])
import sys
print(a is b, sys.intern(b) is a, 256 is 2 ** 8, (257 == 2 ** 8 + 1))
