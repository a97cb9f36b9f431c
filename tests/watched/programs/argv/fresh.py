# A change of argv must not be seen by anybody else's program.
import sys
print(sys.argv)
sys.argv.append('left behind')
sys.argv[0] = 'other'
