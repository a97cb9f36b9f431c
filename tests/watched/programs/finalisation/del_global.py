class D:
    def __del__(self):
        print('del')
d = D()
print('end')
