# What modules register at their import is done at the end, each once, in order of the imports.
import atexit
import sys
print(atexit._ncallbacks())
atexit.register(print, 'first')
import logging
print(atexit._ncallbacks())
atexit.register(print, 'second')
import http.client, unittest, tempfile, weakref, concurrent.futures
print(atexit._ncallbacks())
