import os
print(open(os.path.join(os.path.dirname(__file__), 'words.txt')).read().split(), sorted(os.listdir('/prog')))
