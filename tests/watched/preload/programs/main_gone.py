# The name __main__ is out of sys.modules, or comes last, when the import comes.
import sys
main = sys.modules.pop('__main__')
import random
print(list(sys.modules))
sys.modules['__main__'] = main
import json
print(list(sys.modules))
