M = 1000000007


def multiply(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(3)) % M for j in range(3)] for i in range(3)]


def power(a, n):
    result = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    while n:
        if n & 1:
            result = multiply(result, a)
        a = multiply(a, a)
        n >>= 1
    return result


print(power([[1, 1, 1], [1, 0, 0], [0, 1, 0]], int(input()))[0][0])
