import gc
print([type(o).__name__ for o in gc.get_referrers(globals()) if not isinstance(o, (list, tuple))])
