# verdict: RTE
import os
os.fork()
