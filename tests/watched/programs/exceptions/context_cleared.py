try:
    raise ValueError
except ValueError as e:
    pass
try:
    e
except NameError as error:
    print(error)
import sys
print(sys.exc_info())
