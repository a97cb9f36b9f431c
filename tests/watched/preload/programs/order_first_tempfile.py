import tempfile
import sys
print(list(sys.modules))
