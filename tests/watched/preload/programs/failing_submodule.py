# verdict: RTE
import json.no_such_module
