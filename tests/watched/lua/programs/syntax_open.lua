-- verdict: CE
print(
