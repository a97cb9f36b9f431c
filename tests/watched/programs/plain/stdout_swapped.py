# What is left in the first stdout comes out all the same.
import sys
first = sys.stdout
sys.stdout = sys.stderr
first.write('left in it')
print('to the other')
