# Who traces calls sees the bodies of modules.
import sys
seen = []
def profile(frame, event, arg):
    if event == 'call' and frame.f_code.co_name == '<module>':
        seen.append(frame.f_globals['__name__'])
sys.setprofile(profile)
import json
import random
sys.setprofile(None)
print(seen)
