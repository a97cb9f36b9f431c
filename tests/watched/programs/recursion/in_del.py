class D:
    def __del__(self):
        def f():
            return f()
        f()
D()
print('goes on')
