# stdin: p 1+1\nw\nc\n
x = 5
breakpoint()
print('after')
