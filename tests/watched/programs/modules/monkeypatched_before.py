# Nothing that another run could have changed is changed.
import builtins, os, sys, time, random, math
print(builtins.print, builtins.len, os.listdir, math.sqrt, sys.exit, time.sleep)
print(print.__self__ is builtins, int.__add__, list.append)
