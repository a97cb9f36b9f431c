# verdict: RTE
import math
def f(n):
    return math.sqrt(n) / (n - 3)
for n in range(5):
    print(f(n))
