import os
print('lost in the buffer')
os.execv('/usr/bin/python3', ['python3', '-c', 'print("a new one")'])
