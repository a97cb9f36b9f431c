f = open(1, 'w', closefd=False)
f.write('in a cycle\n')
class C:
    pass
c = C()
c.me, c.f = c, f
del f, c
