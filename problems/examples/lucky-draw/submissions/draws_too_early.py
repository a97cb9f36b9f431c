import string

LETTERS = string.ascii_uppercase + string.ascii_lowercase
s, k, n = map(int, input().split())
code = ""
for _ in range(k):
    code += LETTERS[(s >> 16) % 52]
    for _ in range(n):
        s = (1103515245 * s + 12345) % 2**31
print(code)
