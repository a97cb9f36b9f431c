for name in sorted(dir()):
    value = globals()[name]
    print(name, type(value).__name__, value if isinstance(value, (str, type(None))) else '')
