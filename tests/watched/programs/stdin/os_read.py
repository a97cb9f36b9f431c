# stdin: hello world\n
import os
print(os.read(0, 5), os.read(0, 100), os.read(0, 1))
