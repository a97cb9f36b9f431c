import threading
import sys
print(list(sys.modules))
