import atexit
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
def late():
    try:
        pool.submit(print, 'late')
    except RuntimeError as error:
        print(error)
atexit.register(late)
pool.submit(print, 'early').result()
