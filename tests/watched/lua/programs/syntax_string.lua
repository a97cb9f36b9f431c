-- verdict: CE
print("abc
