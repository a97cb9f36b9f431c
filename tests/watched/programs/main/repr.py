import sys
print(repr(sys.modules['__main__']))
