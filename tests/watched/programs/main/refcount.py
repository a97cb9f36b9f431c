import sys
print(sys.getrefcount(sys.modules['__main__']))
