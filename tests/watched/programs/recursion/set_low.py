import sys
for n in range(1, 30):
    try:
        sys.setrecursionlimit(n)
        print('accepted', n)
        break
    except RecursionError as error:
        print(error)
sys.setrecursionlimit(1000)
