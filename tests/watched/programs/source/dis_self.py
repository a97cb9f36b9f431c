# addresses: stdout
import dis
def f(x):
    return [y + 1 for y in x if y]
print(dis.Bytecode(f).info())
