# Folders in sys.path that have nothing, or are none.
import sys
sys.path.insert(0, '/no/such/folder')
sys.path.append('/tmp')
sys.path.append('')
import random
import decimal
print(sys.path[0], random.Random(1).random(), decimal.Decimal(1) / 3, list(sys.modules))
