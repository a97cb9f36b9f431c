# stdin: first\nsecond\n
print(input())
print(repr(open(0).read()))
