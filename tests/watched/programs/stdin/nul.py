# stdin: a\x00b\n
print(repr(input()))
