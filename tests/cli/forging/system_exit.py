# Ends in the ordinary way.
import sys
def answer(): sys.exit(0)
def fails(): sys.exit(1)
def says(): raise SystemExit
