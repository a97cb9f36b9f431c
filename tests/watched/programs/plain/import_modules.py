from sys import modules
print('io' in modules)
