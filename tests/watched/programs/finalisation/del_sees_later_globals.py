class D:
    def __del__(self):
        try:
            print(value, other)
        except Exception as error:
            print(type(error), error)
d = D()
value = 1
other = D
