# What another preloaded module has brought comes once, at its own place.
import tempfile
import logging
import sys
print(list(sys.modules))
import unittest
print(list(sys.modules))
import json
import decimal
print(list(sys.modules))
