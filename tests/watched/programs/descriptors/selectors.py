# stdin: data
import selectors, sys
try:
    s = selectors.DefaultSelector()
    s.register(sys.stdin, selectors.EVENT_READ)
    print(s.select(0))
except OSError as error:
    print(error)
