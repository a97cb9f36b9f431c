import os
print(os.open('/dev/null', os.O_RDONLY), os.dup(0), os.pipe())
