import sys
sys.modules['__main__'] = sys.modules.pop('__main__')
import logging
print(list(sys.modules))
