# stdin: 0123456789abcdef0123456789abcde\n
# repeat: 1000
print(input())
print(len(open(0).read()))
