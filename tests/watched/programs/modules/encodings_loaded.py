import sys
print(sorted(name for name in sys.modules if name.startswith('encodings')))
'é'.encode('latin-1')
'é'.encode('cp1252')
print(sorted(name for name in sys.modules if name.startswith('encodings')))
