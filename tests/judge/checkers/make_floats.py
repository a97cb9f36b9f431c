#!/usr/bin/env python3
"""Writes floats.inc: tolerances, answers and outputs, and what exact fractions say of them.

usage: make_floats.py > floats.inc
"""
import random
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 400
random.seed(20)


def number(digits, low, high):
    text = "".join(random.choice("0123456789") for _ in range(random.randint(1, digits)))
    return Decimal(random.choice(["", "-"]) + text).scaleb(random.randint(low, high))


def spelled(value):
    return random.choice([format(value, "f"), format(value, "E"), format(value, "e"), str(value)])


def quoted(value):
    return "NULL" if value is None else '"%s"' % value


for i in range(400):
    wide = i % 4 == 0
    answer = number(25 if i % 3 else 6, -300 if wide else -12, 300 if wide else 3)
    absolute = abs(number(3, -8, 1)) if random.random() < 0.7 else None
    relative = abs(number(3, -9, -1)) if absolute is None or random.random() < 0.5 else None
    allowed = max(absolute or Decimal(0), (relative or Decimal(0)) * abs(answer))
    output = answer + random.choice([-1, 1]) * allowed
    last = Decimal(1).scaleb(output.as_tuple().exponent - random.choice([0, 0, 1, 9]))
    output += random.choice([-1, 0, 1]) * last
    texts = [spelled(answer), spelled(output)]
    far = abs(Fraction(texts[1]) - Fraction(texts[0]))
    accepted = (absolute is not None and far <= Fraction(str(absolute))) or \
        (relative is not None and far <= Fraction(str(relative)) * abs(Fraction(texts[0])))
    print("{%s, %s, \"%s\", \"%s\", %s}," % (quoted(absolute), quoted(relative), *texts,
                                           "NULL" if accepted else '""'))
