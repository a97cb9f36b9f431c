# Written another way, the numbers are the same.
import statistics
import sys

numbers = list(map(float, sys.stdin.read().split()))[1:]
print(f"{statistics.fmean(numbers):.12e}\n{statistics.pstdev(numbers):+.9f}")
