# Uses no CPU time at all, so only the wall clock can end it.
import time

time.sleep(3600)
print("Hello, world!")
