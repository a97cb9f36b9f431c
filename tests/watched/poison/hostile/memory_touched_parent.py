# Writes to each page that was the parent's, so that all of it is copied and charged.
# memory: 64MiB
import gc
for o in gc.get_objects():
    gc.is_tracked(o)
gc.collect()
print('done')
