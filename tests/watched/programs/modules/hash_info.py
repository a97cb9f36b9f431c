import sys
print(sys.hash_info, sys.float_info, sys.int_info, sys.thread_info)
