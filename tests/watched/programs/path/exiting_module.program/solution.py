# verdict: RTE
import leaving
print('not reached')
