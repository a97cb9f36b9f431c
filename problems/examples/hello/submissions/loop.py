# From the thread of 2003.
while True:
    pass
