# The globals go in order, so the file is closed before the last one looks.
class Look:
    def __del__(self, open=open):
        print(repr(open('/tmp/x').read()))
f = open('/tmp/x', 'w')
f.write('data')
look = Look()
