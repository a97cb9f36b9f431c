# Preloaded by a test: a start-up that costs what no run may be charged for.
import time

BURNT = 0.0
while BURNT <= 3:
    BURNT = time.process_time()
