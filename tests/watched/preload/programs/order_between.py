# A module of which others had needed a part only.
import string
import sys
print(list(sys.modules))
import contextlib
print(list(sys.modules))
import random
print(list(sys.modules))
