# What `int` does in many other languages.
import sys

a, b = map(int, sys.stdin.read().split())
print((a + b + 2**31) % 2**32 - 2**31)
