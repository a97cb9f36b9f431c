print('before')
print(io.stdout:close())
io.write('after')
