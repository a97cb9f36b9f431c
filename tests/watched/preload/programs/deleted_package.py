# verdict: RTE
# A package anew beside the submodules of the old one.
import sys
import json
first = json
del sys.modules['json']
import json
print(json is first, json.dumps is first.dumps, json.JSONDecoder is first.JSONDecoder)
print(json.decoder)
