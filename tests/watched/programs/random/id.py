# varies: stdout
print(id(object()), object())
