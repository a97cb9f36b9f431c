# A thread that is started after the end of threading never runs, and start() waits for it.
# verdict: TLE
# time: 300ms
import threading
class D:
    def __del__(self):
        try:
            t = threading.Thread(target=print, args=('thread in del',))
            t.start()
            t.join()
        except RuntimeError as error:
            print(error)
d = D()
