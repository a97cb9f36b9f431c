import sys
import warnings
print(warnings.filters)
import logging, random, unittest, http.client
print(warnings.filters, warnings.defaultaction, warnings.onceregistry)
try:
    import numpy
except ImportError:
    pass
print(warnings.filters)
