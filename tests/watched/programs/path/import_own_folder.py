# addresses: stdout
# /prog is read-only, but it is searched first.
import importlib.util
print(importlib.util.find_spec('solution'))
