import sys
def f():
    try:
        sys.exit(4)
    finally:
        return 1
print(f())
