exec('new = 5')
print(new, 'new' in globals())
ns = {}
exec('x = 1', ns)
print(sorted(ns), '__builtins__' in ns)
