# stdin: caf\xe9\n
import sys
sys.stdin.reconfigure(encoding='latin-1')
print(input())
