registered = {input().split()[0] for _ in range(int(input()))}
came = {input().split()[0] for _ in range(int(input()))}
for name in registered - came:
    print(name)
