# The module goes while its code runs.
import sys
keep = sys.modules.pop('__main__')
print('__main__' in sys.modules)
class A:
    pass
print(A.__module__)
