# Imported when the last of an object goes, while the program runs.
class Last:
    def __del__(self):
        import random
        import json
        print(random.Random(1).random(), json.dumps([self.__class__.__name__]))
last = Last()
del last
print('after')
