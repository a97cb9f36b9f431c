# addresses: stdout
import ctypes, decimal, http.client, json, logging, random, tempfile, threading, unittest, warnings
for module in ctypes, decimal, http.client, json, logging, random, tempfile, threading, unittest, warnings:
    print(module, dir(module), list(vars(module)))
    print(module.__spec__, module.__loader__.__class__, module.__file__, module.__cached__)
