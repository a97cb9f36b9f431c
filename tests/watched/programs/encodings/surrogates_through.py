# stdin: \xff\xfe\n
import sys
sys.stdout.reconfigure(errors='surrogateescape')
print(input())
