import importlib
import json
import random
json.mine = random.mine = 1
del json.dumps
print(importlib.reload(json) is json, json.mine, json.dumps([1]))
random.seed(1)
before = random._inst
print(importlib.reload(random) is random, random.mine, random._inst is before)
