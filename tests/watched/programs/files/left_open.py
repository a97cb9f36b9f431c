# A file left open has its data by the end; a handler of exit cannot see it yet.
import atexit
f = open('/tmp/x', 'w')
f.write('data')
atexit.register(lambda: print(repr(open('/tmp/x').read())))
