# stdin: kitten sitting\n
a, b = input().split()
row = list(range(len(b) + 1))
for i, x in enumerate(a, 1):
    row, last = [i], row
    for j, y in enumerate(b, 1):
        row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y)))
print(row[-1])
