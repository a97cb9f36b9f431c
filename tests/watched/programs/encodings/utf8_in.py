# stdin: \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n
text = input()
print(text, len(text), text.encode())
