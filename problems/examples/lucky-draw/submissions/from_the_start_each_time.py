# Turns the machine from the start again for every letter.
import string

LETTERS = string.ascii_uppercase + string.ascii_lowercase


def letter(s, turns):
    for _ in range(turns):
        s = (1103515245 * s + 12345) % 2**31
    return LETTERS[(s >> 16) % 52]


s, k, n = map(int, input().split())
print("".join(letter(s, i * n) for i in range(1, k + 1)))
