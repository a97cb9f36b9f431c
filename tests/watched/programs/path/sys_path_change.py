import sys
sys.path[:] = ['/nowhere']
try:
    import sqlite3
    print('found')
except ImportError as error:
    print(error)
import sys as again
print(again.path)
