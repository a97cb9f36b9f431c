# verdict: RTE
import builtins
del builtins.print
print('x')
