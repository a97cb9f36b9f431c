l = []
for _ in range(100000):
    l = [l]
try:
    repr(l)
except RecursionError as error:
    print(error)
n = 0
while True:
    try:
        l = []
        for _ in range(n):
            l = [l]
        repr(l)
        n += 1
    except RecursionError:
        print(n)
        break
l = None
