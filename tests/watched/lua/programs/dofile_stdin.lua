-- stdin: print("from stdin")\nreturn 5\n
print(dofile())
print(pcall(dofile))
