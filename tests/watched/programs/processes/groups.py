import os
print(os.getpgrp(), os.getsid(0), os.getpgid(0), os.getpgid(os.getpid()) == os.getpgrp())
