from __future__ import annotations, generator_stop
import sys
def f(a: undefined) -> also_undefined:
    pass
print(f.__annotations__, hex(sys._getframe().f_code.co_flags))
