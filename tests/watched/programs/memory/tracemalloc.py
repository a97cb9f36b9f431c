import tracemalloc
print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory())
tracemalloc.start()
x = [0] * 100000
print(tracemalloc.get_traced_memory()[0] > 800000)
