# The definition, word for word: the time grows with the answer.
def ways(n):
    if n < 0:
        return 0
    if n == 0:
        return 1
    return ways(n - 1) + ways(n - 2) + ways(n - 3)


print(ways(int(input())) % 1000000007)
