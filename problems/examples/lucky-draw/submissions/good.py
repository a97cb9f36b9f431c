import string

LETTERS = string.ascii_uppercase + string.ascii_lowercase


def draw(s, k, n):
    code = []
    for _ in range(k):
        for _ in range(n):
            s = (1103515245 * s + 12345) & 0x7FFFFFFF
        code.append(LETTERS[(s >> 16) % 52])
    return "".join(code)


print(draw(*map(int, input().split())))
