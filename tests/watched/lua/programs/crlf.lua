print(1)
print([[a
b]])
print(debug.getinfo(1, "l").currentline)
