class D:
    def __del__(self):
        with open('/tmp/late', 'w') as f:
            f.write('x')
        print(open('/tmp/late').read())
d = D()
