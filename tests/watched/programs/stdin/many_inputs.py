# stdin: 7\n
# repeat: 30000
print(sum(int(input()) for _ in range(30000)))
