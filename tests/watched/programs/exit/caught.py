import sys
try:
    sys.exit(4)
except SystemExit as e:
    print(repr(e), e.code)
