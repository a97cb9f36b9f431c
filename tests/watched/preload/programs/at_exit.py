import atexit
import sys
def last():
    import random
    from decimal import Decimal
    print(random.Random(3).random(), Decimal(1) / 7, list(sys.modules))
atexit.register(last)
