print(package.loadlib('/nowhere.so', '*'))
print(package.loadlib('libc.so.6', 'no_such_function_here'))
print(package.loadlib('libc.so.6', '*'))
print(type(package.loadlib('libc.so.6', 'getpid')), #debug.getregistry()._CLIBS)
