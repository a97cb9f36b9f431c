# differs: stdout
import random
print(random.random(), random.randrange(10 ** 9))
