# A finder in front is asked for each module that is not there.
import sys
asked = []
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        asked.append(name)
sys.meta_path.insert(0, Finder)
import logging
import json
print(asked)
