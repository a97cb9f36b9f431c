# differs: stdout
import random
print(random.SystemRandom().random())
