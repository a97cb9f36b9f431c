# verdict: RTE
import declared
