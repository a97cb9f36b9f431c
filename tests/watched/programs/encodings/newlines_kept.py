# stdin: a\x0d\nb\x0dc\n
import sys
sys.stdin.reconfigure(newline='')
print(list(sys.stdin))
