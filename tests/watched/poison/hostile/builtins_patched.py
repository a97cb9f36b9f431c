import builtins, os, sys
def evil(*a, **k):
    return 666
for name in 'len', 'open', 'sum', 'print', 'input', 'sorted', 'int', 'range', 'max', '__import__', '__build_class__':
    setattr(builtins, name, evil)
os.write(1, b'done\n')
os._exit(0)
