# verdict: RTE
import importlib
importlib.import_module('os.nothing')
