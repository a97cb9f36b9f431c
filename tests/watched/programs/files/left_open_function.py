def f():
    g = open('/tmp/x', 'w')
    g.write('data')
f()
print(open('/tmp/x').read())
