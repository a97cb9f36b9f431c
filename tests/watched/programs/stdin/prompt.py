# stdin: 5\n
n = int(input('How many? '))
print(n * 2)
