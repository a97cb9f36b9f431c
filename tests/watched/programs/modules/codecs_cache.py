import encodings
print(sorted(str(k) for k in encodings._cache))
