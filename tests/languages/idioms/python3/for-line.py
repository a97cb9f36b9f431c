#!/usr/bin/env python3
import sys
from itertools import groupby
from operator import itemgetter


def main():
    next(sys.stdin)
    rows = sorted((line.split() for line in sys.stdin if line.strip()), key=itemgetter(0))
    total = 0
    for name, group in groupby(rows, key=itemgetter(0)):
        s = sum(int(number) for _, number in group)
        total += s
        print(f'{name} {s}')
    print(f'{total=}'.replace('=', ' '))


if __name__ == '__main__':
    sys.exit(main())
