def add(a, b)
    return a + b


print(add(*map(int, input().split())))
