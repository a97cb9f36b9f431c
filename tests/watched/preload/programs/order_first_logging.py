import logging
import sys
print(list(sys.modules))
