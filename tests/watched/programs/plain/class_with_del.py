def make():
    class D:
        def __del__(self):
            print('del')
    return D()
kept = make()
print('end')
