# stdin: 1 2 3\n
print(sum(map(int, input().split())))
