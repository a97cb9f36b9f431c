# stdin: much more than is read\n
# repeat: 10000
print(input()[:4])
