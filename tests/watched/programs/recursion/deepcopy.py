import copy
l = []
for _ in range(5000):
    l = [l]
try:
    copy.deepcopy(l)
except RecursionError as error:
    print(error)
while l:
    l = l[0]
