# verdict: TLE
# time: 300ms
import os
os.execv('/usr/bin/python3', ['python3', '-c', 'import time; time.sleep(100)'])
