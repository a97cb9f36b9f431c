-- verdict: CE
print(ä)
