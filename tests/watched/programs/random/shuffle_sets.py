# differs: stdout
import random
l = list(range(50))
random.shuffle(l)
print(l)
