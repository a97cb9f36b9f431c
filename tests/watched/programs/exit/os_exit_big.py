# verdict: RTE
import os
os._exit(256 + 7)
