-- verdict: CE
print("\q")
