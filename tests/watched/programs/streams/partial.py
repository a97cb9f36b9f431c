# No newline at the end.
print('partial', end='')
