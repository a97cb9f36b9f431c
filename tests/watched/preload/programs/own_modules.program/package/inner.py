from . import json
import logging
where = __name__, json.dumps(1), logging.root.name
