# stdin: from the thread\n
import threading
t = threading.Thread(target=lambda: print(input()))
t.start()
t.join()
