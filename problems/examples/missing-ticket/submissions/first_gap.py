# Takes the tickets to come in order.
import sys

n = int(sys.stdin.readline())
expected = 1
for line in sys.stdin:
    if int(line) != expected:
        break
    expected += 1
print(expected)
