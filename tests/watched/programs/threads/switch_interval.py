import sys
sys.setswitchinterval(0.0001)
print(sys.getswitchinterval())
