print('__annotations__' in globals(), globals().get('__annotations__'))
x: int = 3
y: 'str'
print(__annotations__)
