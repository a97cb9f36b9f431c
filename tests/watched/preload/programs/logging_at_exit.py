# What a handler holds back is written at the end.
import logging
import logging.handlers
import sys
target = logging.StreamHandler(sys.stdout)
handler = logging.handlers.MemoryHandler(100, target=target)
logging.getLogger().addHandler(handler)
logging.getLogger('some').error('text')
logging.getLogger('some').critical('more')
print('end of the program')
