print('before')
print(io.stdout:close())
print('after')
