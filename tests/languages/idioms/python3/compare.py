from dataclasses import dataclass, field
from functools import cmp_to_key, reduce, total_ordering
from typing import Dict, List, Optional
import string, copy, random, time, datetime


@dataclass(order=True)
class Entry:
    name: str
    sum: int = field(default=0, compare=False)


def by_name(a: Entry, b: Entry) -> int:
    return (a.name > b.name) - (a.name < b.name)


random.seed(time.time_ns())
started = datetime.datetime.now()
entries: Dict[str, Entry] = {}
for _ in range(int(input())):
    name, number = input().strip(string.whitespace).split()
    entries.setdefault(name, Entry(name)).sum += int(number)
rows: List[Entry] = list(entries.values())
random.shuffle(rows)
assert sorted(rows) == sorted(copy.deepcopy(rows), key=cmp_to_key(by_name))
assert (datetime.datetime.now() - started).total_seconds() < 60
for e in sorted(rows):
    print(e.name, e.sum)
print('total', reduce(lambda a, e: a + e.sum, rows, 0))
