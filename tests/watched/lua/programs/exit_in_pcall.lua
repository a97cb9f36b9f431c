-- verdict: RTE
pcall(function() os.exit(2) end)
print('not reached')
