import threading, warnings
t = threading.Thread(target=lambda: warnings.warn('in the thread'))
t.start()
t.join()
warnings.warn('in main')
