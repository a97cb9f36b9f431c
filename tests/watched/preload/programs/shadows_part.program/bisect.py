mine = 1
def bisect(*args):
    return mine
