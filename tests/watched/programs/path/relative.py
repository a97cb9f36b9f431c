# verdict: RTE
from . import something
