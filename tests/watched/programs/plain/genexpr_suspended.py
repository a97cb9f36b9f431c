it = (n * n for n in range(10))
print(next(it), next(it))
