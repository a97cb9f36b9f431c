# Modules that only came with preloaded ones are imported by themselves.
import email
import sys
print(list(sys.modules))
import bisect
import hashlib
print(list(sys.modules))
import email.parser
print(list(sys.modules))
