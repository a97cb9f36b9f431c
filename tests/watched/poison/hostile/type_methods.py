# Built-in types changed through their dictionaries.
import ctypes, gc, os
def evil(*a):
    return 666
for kind in int, str, list, dict:
    for mapping in gc.get_referents(kind.__dict__):
        if isinstance(mapping, dict):
            mapping['__add__'] = mapping['append'] = mapping['__len__'] = evil
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
os.write(1, b'done\n')
os._exit(0)
