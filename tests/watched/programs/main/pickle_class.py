import pickle
class Thing:
    def __init__(self, a):
        self.a = a
text = pickle.dumps(Thing(3), 0)
print(text)
print(pickle.loads(text).a, pickle.loads(pickle.dumps(Thing)) is Thing)
