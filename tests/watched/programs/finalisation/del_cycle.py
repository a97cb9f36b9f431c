class D:
    def __del__(self):
        print('del in cycle')
d = D()
d.me = d
