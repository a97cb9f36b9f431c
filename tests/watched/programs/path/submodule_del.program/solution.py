import other
print('end of main')
