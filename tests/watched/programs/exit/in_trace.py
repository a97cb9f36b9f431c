# verdict: RTE
import sys
def trace(frame, event, arg):
    if event == 'call':
        sys.exit(12)
sys.settrace(trace)
def f():
    pass
f()
