-- differs: stdout
print(math.random(0), math.random(0))
