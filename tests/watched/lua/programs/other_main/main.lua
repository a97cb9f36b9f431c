-- verdict: RTE
print(arg[0], arg[-1], debug.getinfo(1, 'S').source, io.open('/prog/solution.lua'))
error('in main')
