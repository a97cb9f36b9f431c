import gc, signal, sys, threading
sys.setrecursionlimit(60)
sys.settrace(lambda *a: None)
sys.setswitchinterval(1000)
sys.set_int_max_str_digits(640)
sys.excepthook = sys.unraisablehook = sys.displayhook = None
gc.disable()
gc.set_threshold(1)
threading.stack_size(1 << 20)
sys.flags = None
sys.argv = ['evil']
sys.addaudithook(lambda *a: None)
print('done')
