# differs: stdout
import random
print(random.random(), random.getstate()[0])
