# A code is one word.
import string

LETTERS = string.ascii_uppercase + string.ascii_lowercase
s, k, n = map(int, input().split())
for _ in range(k):
    for _ in range(n):
        s = (1103515245 * s + 12345) % 2**31
    print(LETTERS[(s >> 16) % 52])
