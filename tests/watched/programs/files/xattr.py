import os
for act in lambda: os.listxattr('/tmp'), lambda: os.setxattr('/tmp', 'user.x', b''), lambda: os.getxattr('/prog', 'user.x'):
    try:
        print(act())
    except OSError as error:
        print(error)
