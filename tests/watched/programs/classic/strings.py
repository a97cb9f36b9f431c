# stdin: A man, a plan, a canal: Panama\n
text = [c.lower() for c in input() if c.isalnum()]
print(text == text[::-1], ''.join(text).translate(str.maketrans('a', '@')))
