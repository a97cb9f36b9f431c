import decimal
import sys
print(list(sys.modules))
