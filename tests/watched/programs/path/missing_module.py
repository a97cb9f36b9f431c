# verdict: RTE
import surely_not_there
