import sys
seen = []
def profile(frame, event, arg):
    seen.append((event, getattr(arg, '__name__', None), frame.f_code.co_name))
sys.setprofile(profile)
len('x')
sys.setprofile(None)
print(seen)
