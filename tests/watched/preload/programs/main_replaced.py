# sys.modules['__main__'] is another's when the import comes.
import sys
import types
real = sys.modules['__main__']
fake = sys.modules['__main__'] = types.ModuleType('fake')
import decimal
import random
print(sys.modules['__main__'] is fake, list(sys.modules))
sys.modules['__main__'] = real
import logging
print(list(sys.modules))
