# verdict: RTE
import concurrent.futures
with concurrent.futures.ProcessPoolExecutor(1) as pool:
    print(pool.submit(abs, -1).result())
