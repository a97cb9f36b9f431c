import math
import sys

numbers = list(map(float, sys.stdin.read().split()))[1:]
mean = sum(numbers) / len(numbers)
print(f"{mean:.2f} {math.sqrt(sum((x - mean) ** 2 for x in numbers) / len(numbers)):.2f}")
