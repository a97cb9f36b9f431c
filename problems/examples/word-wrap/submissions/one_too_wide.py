# Counts the words and forgets a space.
import sys

width = int(sys.stdin.readline())
line = ""
for word in sys.stdin.read().split():
    if line and len(line) + len(word) > width:
        print(line)
        line = word
    else:
        line = f"{line} {word}" if line else word
print(line)
