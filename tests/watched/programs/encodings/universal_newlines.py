# stdin: a\x0d\nb\x0dc\n
import sys
print([line for line in sys.stdin], sys.stdin.newlines)
