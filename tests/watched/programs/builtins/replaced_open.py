import builtins
builtins.open = lambda *a: 'mine'
print(open('x'))
