# What the program left in preloaded modules goes at the end.
import random
import logging
class Last:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('gone', self.name, random is None, logging is None)
random.last = Last('random')
logging.last = Last('logging')
random._inst.last = Last('instance')
