# The contexts are as at an import, in every thread.
import decimal
import threading
print(decimal.getcontext(), decimal.DefaultContext)
decimal.getcontext().prec = 5
print(decimal.Decimal(1) / 3)
thread = threading.Thread(target=lambda: print(decimal.Decimal(1) / 3, decimal.getcontext()))
thread.start()
thread.join()
