# Right but for the case of the letters, which only a case-sensitive checker sees.
import string

LETTERS = string.ascii_uppercase + string.ascii_uppercase
s, k, n = map(int, input().split())
code = ""
for _ in range(k):
    for _ in range(n):
        s = (1103515245 * s + 12345) % 2**31
    code += LETTERS[(s >> 16) % 52]
print(code)
