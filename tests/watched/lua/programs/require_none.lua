print(pcall(require, 'no.such'))
print(pcall(require))
