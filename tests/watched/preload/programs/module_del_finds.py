# What goes with a preloaded module, at the end, finds all others there.
import colorsys
import json
class Last:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('gone', self.name, colorsys is not None and colorsys.ONE_THIRD, json.dumps([1]))
json.last = Last('of the module')
last = Last('of the program')
