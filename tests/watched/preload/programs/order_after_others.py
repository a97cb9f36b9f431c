# Modules that are not preloaded have brought some that a preloaded one needs.
import csv
import argparse
import sys
before = list(sys.modules)
import http.client
print(before)
print(list(sys.modules))
