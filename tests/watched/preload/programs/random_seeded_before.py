# What an import does, it does once: not again with another that needs the module.
import random
import logging
random.seed(3)
import tempfile
print(random.random())
import http.client
import unittest
print(random.random())
