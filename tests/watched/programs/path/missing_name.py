# verdict: RTE
from os import surely_not_there
