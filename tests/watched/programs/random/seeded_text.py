import random
random.seed('text')
print(random.random(), random.gauss(0, 1), random.getrandbits(5))
