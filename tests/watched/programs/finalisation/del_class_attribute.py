class D:
    def __del__(self):
        print('del of class attribute')
class Holder:
    held = D()
