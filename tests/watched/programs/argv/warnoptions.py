import sys
print(sys.warnoptions, sys._xoptions)
