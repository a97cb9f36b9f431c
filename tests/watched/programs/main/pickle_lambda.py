import pickle
try:
    pickle.dumps(lambda: 1)
except Exception as error:
    print(type(error), str(error).split(' at ')[0])
