import sys
frame = sys._getframe()
print(frame.f_back, frame.f_lineno, frame.f_code.co_name, frame.f_globals is globals())
print(frame.f_locals is globals(), frame.f_trace, frame.f_builtins is vars(__builtins__))
