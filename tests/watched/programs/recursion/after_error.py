def f():
    return f()
for _ in range(3):
    try:
        f()
    except RecursionError as error:
        print(error)
print('fine')
