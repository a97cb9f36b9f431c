import os, platform, socket
print(os.uname().nodename, os.uname().domainname if hasattr(os.uname(), 'domainname') else '', platform.node(), socket.gethostname())
