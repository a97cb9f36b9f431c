import sys, zlib
code = sys._getframe().f_code
print(zlib.crc32(code.co_code), len(code.co_code), list(code.co_lines()) if hasattr(code, 'co_lines') else '')
