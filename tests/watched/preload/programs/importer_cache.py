import sys
print(list(sys.path_importer_cache))
import random
print(list(sys.path_importer_cache))
import http.client, unittest, json
print(list(sys.path_importer_cache))
print([type(finder).__name__ for finder in sys.path_importer_cache.values()])
