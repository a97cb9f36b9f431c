import unittest
import sys
print(list(sys.modules))
