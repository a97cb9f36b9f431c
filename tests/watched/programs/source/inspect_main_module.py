import inspect
print(inspect.getmodulename(__file__), inspect.currentframe().f_back, inspect.getmodule(inspect.currentframe()))
