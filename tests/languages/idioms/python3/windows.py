#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Größe:
   several lines
"""
sums = {}
for _ in range(int(input())):
    name, number = input().split()
    sums[name] = sums.get(name, 0) + \
        int(number)
print("\n".join(f"{name} {sums[name]}" for name in sorted(sums)))
print(f"""total {sum(sums.values())}
""")
