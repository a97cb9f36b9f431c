import gc
print(gc.is_tracked([]), gc.is_tracked(()), gc.is_tracked({}), gc.is_tracked('a'), gc.is_tracked(globals()))
