# stdin: {"a": [1, 2, {"b": null}]}
import json, sys
print(json.dumps(json.load(sys.stdin), sort_keys=True, indent=1))
