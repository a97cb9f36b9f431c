import pickle
l = []
for _ in range(3000):
    l = [l]
try:
    pickle.dumps(l)
except RecursionError as error:
    print(error)
