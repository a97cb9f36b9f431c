year = int(input())
print("leap" if year % 4 == 0 else "common")
