# stdin: a\nb\n
import os
print(input(), os.read(0, 100))
