import os, re
print(len(os._exit.__doc__), re._cache if hasattr(re, '_cache') else '', os.environ is not None)
