"""Runs instead of the submission, which `assay` calls solution.py, and asks it for each number."""
import sys

from solution import to_roman

for number in sys.stdin.read().split():
    print(to_roman(int(number)))
