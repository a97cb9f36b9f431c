import random
import sys
print(list(sys.modules))
