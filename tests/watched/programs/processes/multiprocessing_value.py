import multiprocessing
for make in lambda: multiprocessing.Value('i', 3), lambda: multiprocessing.Lock(), lambda: multiprocessing.Queue(), lambda: multiprocessing.cpu_count(), lambda: multiprocessing.current_process().name, lambda: multiprocessing.get_start_method():
    try:
        print(type(make()).__name__)
    except Exception as error:
        print(type(error).__name__, error)
