# addresses: stdout
import sys
open('/tmp/helper.py', 'w').write('print("helper is", __name__, __file__)\nvalue = 7\n')
sys.path.insert(0, '/tmp')
import helper
print(helper.value, helper.__spec__, helper.__cached__)
import os
print(sorted(os.listdir('/tmp')))
