registered = [input() for _ in range(int(input()))]
came = {input() for _ in range(int(input()))}
for name in registered:
    if name not in came:
        print(name)
