import os
os.close(0)
print(os.open('/dev/null', os.O_RDONLY), os.open('/dev/null', os.O_RDONLY))
