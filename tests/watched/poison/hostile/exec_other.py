import os
os.execv('/usr/bin/python3', ['python3', '-c', 'import os, time; print(sorted(os.listdir("/tmp")))'])
