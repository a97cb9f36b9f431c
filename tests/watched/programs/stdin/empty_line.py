# stdin: \n\nx\n
print([input(), input(), input()])
