from pathlib import Path
first, *lines = open('/dev/stdin').read().splitlines()
assert Path('/dev/stdin').exists() and int(first) == len(lines)
sums = {}
for name, number in map(str.split, lines):
    sums[name] = sums.get(name, 0) + int(number)
with open('/dev/stdout', 'w') as out:
    for name in sorted(sums):
        print(name, sums[name], file=out)
    print('total', sum(sums.values()), file=out)
