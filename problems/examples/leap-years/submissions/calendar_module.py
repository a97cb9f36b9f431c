import calendar

print("leap" if calendar.isleap(int(input())) else "common")
