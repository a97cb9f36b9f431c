local _ENV = {print = print}
print(_G, x)
x = 1
print(x)
