# Through C: each level takes C stack.
import sys
sys.setrecursionlimit(10 ** 6)
class C:
    def __init__(self, inner):
        self.inner = inner
    def __repr__(self):
        return repr(self.inner)
c = 'end'
for _ in range(20000):
    c = C(c)
print(repr(c))
while not isinstance(c, str):
    c = c.inner
