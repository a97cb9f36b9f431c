# The right output, but the exit status says that something went wrong.
import sys

print("Hello, world!")
sys.exit(3)
