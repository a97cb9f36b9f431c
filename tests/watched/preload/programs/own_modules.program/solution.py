# The program's own modules, before preloaded ones and after, which import some themselves.
import first
import random
import second
import package.inner
import sys
print(first.random is random, second.decimal.Decimal(1) / 3, package.inner.where)
print(list(sys.modules), list(sys.path_importer_cache))
