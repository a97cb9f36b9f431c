import time
a, b = time.process_time(), time.perf_counter()
print(0 <= a < 1, b > 0, time.get_clock_info('monotonic').implementation, time.thread_time() < 1)
