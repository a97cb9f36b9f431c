class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('bye', self.name, __name__)
first = Noisy('first')
_second = Noisy('second')
third = Noisy('third')
