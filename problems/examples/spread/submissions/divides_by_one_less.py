# The standard deviation of a sample, which one number alone does not have.
import math
import sys

numbers = list(map(float, sys.stdin.read().split()))[1:]
mean = sum(numbers) / len(numbers)
spread = math.sqrt(sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1))
print(mean, spread * math.sqrt((len(numbers) - 1) / len(numbers)))
