# Taken apart at the end without running out of stack.
x = None
for _ in range(500000):
    x = (x,)
print('built')
