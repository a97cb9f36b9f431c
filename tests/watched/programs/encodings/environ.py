import os
for name in sorted(os.environ):
    print(name, repr(os.environ[name]))
print(os.environb == {os.fsencode(k): os.fsencode(v) for k, v in os.environ.items()})
