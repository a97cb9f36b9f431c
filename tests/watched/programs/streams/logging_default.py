import logging
logging.warning('a warning %d', 3)
logging.basicConfig(level=logging.DEBUG)
logging.debug('debug')
print(logging.lastResort)
