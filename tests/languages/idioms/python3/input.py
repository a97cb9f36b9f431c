n = int(input())
sums = {}
for i in range(n):
    name, number = input().split()
    if name in sums:
        sums[name] += int(number)
    else:
        sums[name] = int(number)
for name in sorted(sums):
    print(name, sums[name])
print("total", sum(sums.values()))
