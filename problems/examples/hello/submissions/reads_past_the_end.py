# Standard input is empty, not missing: reading it finds the end at once.
import sys

if sys.stdin.read() == "":
    print("Hello, world!")
