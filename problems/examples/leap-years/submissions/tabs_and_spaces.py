year = int(input())
if year % 4 == 0:
        print("leap")
	print("found")
else:
    print("common")
