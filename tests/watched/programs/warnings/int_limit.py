try:
    int('9' * 5000)
except ValueError as error:
    print(error)
try:
    str(10 ** 5000)
except ValueError as error:
    print(error)
import sys
print(sys.get_int_max_str_digits())
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)))
