import json
import sys
print(list(sys.modules))
