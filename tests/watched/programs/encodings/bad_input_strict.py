# verdict: RTE
# stdin: \xff\n
import sys
sys.stdin.reconfigure(errors='strict')
print(input())
