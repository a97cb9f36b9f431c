# verdict: RTE
# An error within a preloaded module: its traceback has the lines of the module.
import json
def f():
    return json.loads('{"a": [1, 2')
f()
