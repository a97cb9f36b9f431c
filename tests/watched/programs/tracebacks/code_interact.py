# stdin: 1+1\nx = [1,\n2]\nx\n1/0\nimport sys; sys.ps1\n
import code
code.interact('banner', local={'y': 1}, exitmsg='bye')
print('after')
