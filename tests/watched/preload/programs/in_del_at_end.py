# The same at the very end, when there is nothing to import any more.
class Last:
    def __del__(self):
        try:
            import random
            print('imported', random.Random(1).random())
        except BaseException as failure:
            print(type(failure).__name__, failure)
last = Last()
