# differs: stdout
import random
random.seed()
print(random.getrandbits(128))
