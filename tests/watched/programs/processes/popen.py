# verdict: RTE
import os
print(os.popen('echo x').read())
