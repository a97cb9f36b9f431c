# verdict: RTE
import first
