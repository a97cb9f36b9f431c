# verdict: RTE
import multiprocessing
p = multiprocessing.Process(target=print)
p.start()
