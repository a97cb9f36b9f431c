# stdin: typed\n
import readline
print(input('prompt '))
