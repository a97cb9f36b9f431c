import warnings
warnings.simplefilter('error')
try:
    compile("'\\d'", 'x', 'eval')
    compile('1 is 1', 'x', 'eval')
except (SyntaxError, DeprecationWarning, SyntaxWarning) as error:
    print(type(error), error)
