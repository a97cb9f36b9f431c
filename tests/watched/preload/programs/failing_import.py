# verdict: RTE
# A name that a preloaded module has not.
from decimal import no_such_name
