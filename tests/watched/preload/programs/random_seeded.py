import random
random.seed(12345)
print([random.random() for _ in range(3)], random.getrandbits(70), random.gauss(0, 1))
print(random.sample(range(100), 5), random.choice('abc'), random.Random('x').random())
random.seed('text')
print(random.randint(1, 10 ** 9), random.betavariate(1, 2))
a = list(range(10))
random.shuffle(a)
print(a)
