input()
d = {}
while True:
    try:
        line = input("")
    except EOFError:
        break
    s, x = line.split()
    d[s] = d.get(s, 0) + eval(x)
keys = list(d.keys())
keys.sort(reverse=True)
while keys:
    k = keys.pop()
    print(k, d[k])
print("total", end=" ")
print(sum(d.values()))
exit()
