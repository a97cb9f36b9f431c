# stdin: \xff\xfe caf\xe9\n
text = input()
print(ascii(text))
