# verdict: RTE
from ..a import something
