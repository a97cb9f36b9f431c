import sys
print(sys.getallocatedblocks() > 1000, sys.getswitchinterval(), sys.getrecursionlimit())
