class C:
    pass
c = C()
c.f = open(1, 'wb', closefd=False)
c.f.write(b'bytes of a cycle\n')
c.c = c
del c
print('print')
