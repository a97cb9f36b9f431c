registered = {input() for _ in range(int(input()))}
came = {input() for _ in range(int(input()))}
for name in sorted(registered - came, reverse=True):
    print(name)
