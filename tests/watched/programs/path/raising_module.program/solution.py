# verdict: RTE
import raising
