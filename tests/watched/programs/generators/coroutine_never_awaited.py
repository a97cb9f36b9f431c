async def c():
    pass
c()
print('end')
