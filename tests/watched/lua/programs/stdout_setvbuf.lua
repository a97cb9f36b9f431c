print(io.stdout:setvbuf('no'))
io.write('x')
print(io.stdout:setvbuf('full', 16))
for i = 1, 100 do io.write(i, ' ') end
print(io.stdout:setvbuf('line'))
io.write('end')
print(pcall(io.stdout.setvbuf, io.stdout, 'odd'))
