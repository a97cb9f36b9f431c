import counter, importlib, sys
print(counter.count)
counter.count = 10
print(importlib.reload(counter).count, counter is sys.modules['counter'])
