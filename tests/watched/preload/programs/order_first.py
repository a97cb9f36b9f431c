# The first import of a run: all that it brings, in order.
import http.client
import sys
print(list(sys.modules))
