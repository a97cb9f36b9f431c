registered = [input() for _ in range(int(input()))]
came = {input() for _ in range(int(input()))}
print("\n".join(name for name in dict.fromkeys(registered) if name not in came))
