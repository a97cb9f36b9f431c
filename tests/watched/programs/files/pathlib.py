import pathlib
p = pathlib.Path(__file__)
print(p, p.resolve(), p.parent, p.stat().st_size, pathlib.Path.cwd(), pathlib.Path('/tmp').is_dir())
try:
    print(pathlib.Path.home(), p.owner())
except Exception as error:
    print(type(error).__name__, error)
