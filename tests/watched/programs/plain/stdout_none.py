import sys
sys.stdout.write('before')
sys.stdout = None
