# Whoever called the program.
import sys
frame = sys._getframe()
names = []
while frame:
    names.append(frame.f_code.co_filename)
    frame.f_globals['evil'] = 1
    frame = frame.f_back
print(names)
