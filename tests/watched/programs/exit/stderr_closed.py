# verdict: RTE
import os
os.close(2)
raise ValueError
