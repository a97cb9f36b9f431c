import fileinput
import re

totals = {}
for line in fileinput.input():
    if fileinput.isfirstline():
        continue
    match = re.match(r"(?P<name>\w+)\s+(?P<number>-?\d+)$", line.strip())
    if match:
        totals.setdefault(match["name"], []).append(int(match["number"]))
for name, numbers in sorted(totals.items()):
    print("{0} {1:d}".format(name, sum(numbers)))
print("total", sum(map(sum, totals.values())))
