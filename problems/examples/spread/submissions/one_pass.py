# Mean of the squares less the square of the mean: right on paper, and all its digits cancel when
# the numbers are large.
import math
import sys

numbers = list(map(float, sys.stdin.read().split()))[1:]
mean = sum(numbers) / len(numbers)
variance = sum(x * x for x in numbers) / len(numbers) - mean * mean
print(mean, math.sqrt(max(variance, 0)))
