print(b'a' == 'a', str(b'a'))
