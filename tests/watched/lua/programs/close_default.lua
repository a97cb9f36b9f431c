io.write('x')
print(io.close())
print('y')
