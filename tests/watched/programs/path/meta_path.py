import sys
print([str(finder).split(' at ')[0] for finder in sys.meta_path], len(sys.path_hooks))
