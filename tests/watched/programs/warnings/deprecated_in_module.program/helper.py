import warnings
print(1 is 1, '\d')
def warn():
    warnings.warn('hidden, because it is not in main', DeprecationWarning)
    warnings.warn('shown, because it is laid at main', DeprecationWarning, stacklevel=2)
