# stdin: a\x0d\nb\x0d\n
print(repr(input()), repr(input()))
