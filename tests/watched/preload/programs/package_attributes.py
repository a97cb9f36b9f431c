# A package that came with a preloaded module has no attributes of submodules nobody asked for.
import concurrent
import sys
import urllib
import collections
import importlib
import xml
import email
for package in concurrent, urllib, collections, importlib, xml, email:
    print(package.__name__, sorted(dir(package)))
print([name for name in sys.modules if '.' in name])
