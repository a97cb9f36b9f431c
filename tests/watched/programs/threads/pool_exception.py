# verdict: RTE
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    pool.submit(lambda: 1 / 0).result()
