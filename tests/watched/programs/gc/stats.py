import gc
print(sorted(gc.get_stats()[0]), len(gc.get_stats()))
