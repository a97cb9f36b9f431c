local raise = package.loadlib('libc.so.6', 'raise')
print(type(raise), pcall(raise))
