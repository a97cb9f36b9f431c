# A pickle imports what it names.
import pickle
import sys
print('random' in sys.modules)
print(pickle.loads(b'crandom\nRandom\n.'), 'random' in sys.modules, 'random' in globals())
