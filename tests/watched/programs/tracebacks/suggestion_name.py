# verdict: RTE
import collections
some_value = 1
print(some_valve)
