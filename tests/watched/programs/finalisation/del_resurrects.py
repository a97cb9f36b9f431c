import sys
kept = []
class D:
    def __del__(self):
        print('del', len(kept))
        kept.append(self)
d = D()
del d
print(len(kept))
