# The prompt goes to standard output too, and is compared with the answer.
year = int(input("Please enter a year: "))
print("leap" if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else "common")
