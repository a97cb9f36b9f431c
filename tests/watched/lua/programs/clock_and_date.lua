print(math.type(os.time()), math.type(os.clock()), os.clock() < 1, os.setlocale())
print(os.time {year = 2001, month = 2, day = 3, hour = 4}, os.date('!%Y-%m-%d %H:%M:%S', 86400), os.date('*t', 0).hour)
print(os.difftime(5, 3), pcall(os.date, '%Ez', 0))
print(pcall(os.time, {year = 2001}))
