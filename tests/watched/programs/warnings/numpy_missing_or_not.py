try:
    import numpy
    print('there is numpy', numpy.arange(3).sum())
except ImportError as error:
    print(error)
