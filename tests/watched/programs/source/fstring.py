x = 3
print(f'{x=} {x!r:>5} {x:{x}} {"nested"} {{}}')
