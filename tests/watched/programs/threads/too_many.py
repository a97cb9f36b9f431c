# The cap on threads is the profile's; which is the same on both paths.
import threading
stop = threading.Event()
started = 0
try:
    while started < 500:
        threading.Thread(target=stop.wait).start()
        started += 1
except RuntimeError as error:
    print(error)
stop.set()
print(started)
