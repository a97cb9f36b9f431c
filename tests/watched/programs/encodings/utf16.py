import sys
sys.stdout.reconfigure(encoding='utf-16')
print('two')
print('lines')
