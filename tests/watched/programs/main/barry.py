# The future import of an exec stays with it, and that of the program goes on to it.
from __future__ import barry_as_FLUFL
print(eval(compile('1 <> 2', 'x', 'eval')))
try:
    eval('1 != 2')
except SyntaxError as error:
    print(error)
