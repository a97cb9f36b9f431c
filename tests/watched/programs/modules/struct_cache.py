import struct, decimal, locale, codecs
print(struct.pack('<I', 5), decimal.getcontext(), locale.setlocale(locale.LC_ALL))
