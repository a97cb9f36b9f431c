# addresses: stdout
import runpy, sys
result = runpy.run_module('this', run_name='not_main')
print(result['__name__'], result['__spec__'])
