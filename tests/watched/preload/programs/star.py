from decimal import *
from random import *
from json import *
print(sorted(name for name in globals() if name[:2] != '__'))
