from multiprocessing import shared_memory
try:
    m = shared_memory.SharedMemory(create=True, size=100)
    print('made')
except OSError as error:
    print(type(error).__name__, error.errno)
