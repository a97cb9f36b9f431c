# verdict: RTE
class A:
    def f(self):
        self.colour = 1
        return self.color
A().f()
