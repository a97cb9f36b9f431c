# stdin: last
print(repr(input()))
try:
    input()
except EOFError:
    print('end')
