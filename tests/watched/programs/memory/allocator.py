import os, sys
print(os.environ.get('PYTHONMALLOC'), hasattr(sys, '_debugmallocstats'))
