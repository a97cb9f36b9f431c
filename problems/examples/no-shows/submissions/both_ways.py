# Also lists those who came without registering.
registered = {input() for _ in range(int(input()))}
came = {input() for _ in range(int(input()))}
for name in registered ^ came:
    print(name)
