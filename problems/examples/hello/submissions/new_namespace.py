# unshare(CLONE_NEWUSER): the first step of many ways out of a container.
import ctypes

ctypes.CDLL(None).unshare(0x10000000)
print("Hello, world!")
