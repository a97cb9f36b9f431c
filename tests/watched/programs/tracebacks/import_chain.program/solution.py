# verdict: RTE
import one
