# A package with a library in C, anew.
import sys
try:
    import numpy
    first = numpy
    numpy.mine = 1
    del sys.modules['numpy']
    import numpy
    print(numpy is first, hasattr(numpy, 'mine'), numpy.ndarray is first.ndarray)
except ImportError as failure:
    print(failure)
