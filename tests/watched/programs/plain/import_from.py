from sys import __stdout__ as out
out.write('x')
