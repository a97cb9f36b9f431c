# Closes everything, so that nothing can be told.
import os
os.closerange(0, 256)
def answer(): return 41
def fails(): return 41
def says(): return 41
