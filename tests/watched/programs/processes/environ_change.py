import os
os.environ['NEW'] = 'value'
os.putenv('RAW', 'x')
del os.environ['LANG']
print(os.getenv('NEW'), os.getenv('RAW'), os.getenv('LANG'))
import ctypes
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
print(getenv(b'NEW'), getenv(b'RAW'), getenv(b'LANG'))
