# os is loaded at start, so the one beside the program is not seen.
import os, sys
print(os.__file__, hasattr(os, 'mine'), 'statistics' in sys.modules)
import statistics
print(statistics.mine)
