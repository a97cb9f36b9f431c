import sys
write = sys.stdout.write
def trace(frame, event, arg):
    write('%s %s\n' % (event, frame.f_code.co_name))
class D:
    def __del__(self):
        pass
d = D()
import atexit
def bye():
    pass
atexit.register(bye)
sys.settrace(trace)
