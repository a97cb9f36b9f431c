# verdict: RTE
import os
os._exit('a')
