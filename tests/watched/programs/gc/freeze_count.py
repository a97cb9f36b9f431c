# The collector leaves alone what was there before the program (docs/watched.md).
# varies: stdout
import gc
print(gc.get_freeze_count())
