# differs: stdout
import random
print(random.Random().random())
