class D:
    def __del__(self):
        try:
            import colorsys
            print('imported', colorsys.__name__)
        except Exception as error:
            print(type(error).__name__, error)
d = D()
