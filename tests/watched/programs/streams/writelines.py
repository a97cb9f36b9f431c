import sys
sys.stdout.writelines(str(i) + '\n' for i in range(5))
print(*range(5), sep=', ', end='.\n')
print(file=sys.stdout)
