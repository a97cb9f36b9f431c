# compile() inherits the future flags of the code that calls it, and no others.
print(eval(compile('lambda: 1', 'x', 'eval')).__code__.co_flags)
exec('def f(a: undefined_name): pass' if False else 'print("exec")')
try:
    exec('def f(a: undefined_name): pass')
except NameError as error:
    print(error)
