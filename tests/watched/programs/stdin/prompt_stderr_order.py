# stdin: a\nb\n
import sys
sys.stderr.write('err1 ')
input('out1 ')
sys.stderr.write('err2 ')
print(input('out2 '))
