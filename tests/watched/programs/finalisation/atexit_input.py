# stdin: late line\n
import atexit
atexit.register(lambda: print(input()))
