code = compile('a + 1', '<made>', 'eval')
print(eval(code, {'a': 2}), code.co_filename, eval('__name__'), eval('sorted(globals())')[:9])
