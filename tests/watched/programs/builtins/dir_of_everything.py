import builtins
for name in sorted(vars(builtins)):
    if name not in ('copyright', 'credits', 'license', '_'):
        print(name, type(vars(builtins)[name]).__name__)
