# addresses: stdout
import helpers
from helpers import double
import helpers.deep.inner as inner
print(double(4), helpers.deep.inner.where, inner.__package__, helpers.__path__, inner.__spec__)
