# The time of the run is the run's own.
import time
print(time.process_time() < 0.5, time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) < 0.5)
