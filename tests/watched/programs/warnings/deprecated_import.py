import imp
print(imp.get_magic() is not None)
