import copyreg, pickle, copy
class C:
    def __init__(self, a):
        self.a = a
def reduce(c):
    print('reducing')
    return C, (c.a + 1,)
print(len(copyreg.dispatch_table))
copyreg.pickle(C, reduce)
print(copy.copy(C(1)).a, pickle.loads(pickle.dumps(C(5))).a)
