import sys
if not hasattr(sys, 'again'):
    sys.again = 1
    exec(open(__file__).read())
print(__name__, sys.again)
