from json import dumps, loads
import sys
print(list(sys.modules))
from logging import handlers
print(list(sys.modules))
from email import message_from_string
print(list(sys.modules))
