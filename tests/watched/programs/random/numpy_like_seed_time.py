# differs: stdout
import time
print(time.time_ns(), time.monotonic_ns())
