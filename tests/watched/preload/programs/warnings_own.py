# The program's filters stay where they are.
import warnings
warnings.simplefilter('error')
warnings.filterwarnings('ignore', 'some text')
import logging, unittest, ctypes
print(warnings.filters)
try:
    warnings.warn('other')
except UserWarning as failure:
    print(failure)
warnings.resetwarnings()
import decimal
print(warnings.filters)
