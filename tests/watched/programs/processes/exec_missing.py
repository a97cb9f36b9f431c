# verdict: RTE
import os
os.execv('/usr/bin/no-such', ['x'])
