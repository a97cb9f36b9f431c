import warnings
def inner():
    warnings.warn('level 2', stacklevel=2)
    warnings.warn('level 3', stacklevel=3)
    warnings.warn('level 10', stacklevel=10)
def outer():
    inner()
outer()
