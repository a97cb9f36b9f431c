import ctypes
import sys
print(list(sys.modules))
