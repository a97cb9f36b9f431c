# verdict: RTE
# stdin: twelve\n
print(int(input()))
