# verdict: RTE
import json
json.loads('{bad}')
