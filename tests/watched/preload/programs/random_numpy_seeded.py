try:
    import numpy
    numpy.random.seed(7)
    print(numpy.random.rand(3), numpy.random.randint(0, 100, 5), numpy.random.default_rng(3).random())
except ImportError as failure:
    print(failure)
