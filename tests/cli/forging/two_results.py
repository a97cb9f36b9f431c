# Writes a result of its own in front of the true one.
import os
def both(text):
    os.write(3, text)
    return 41
def answer(): return both(b'returned 41')
def fails(): return both(b"raised ['Exception'] ''")
def says(): return both(b'returned None')
