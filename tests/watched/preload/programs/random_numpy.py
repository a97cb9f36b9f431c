# differs: stdout
try:
    import numpy
    print(numpy.random.rand(), numpy.random.get_state()[0])
except ImportError:
    import os
    print(os.urandom(8))
