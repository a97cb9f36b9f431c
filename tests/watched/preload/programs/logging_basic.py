import logging
logging.warning('without a configuration')
logging.basicConfig(level=logging.DEBUG, format='%(name)s %(levelname)s %(threadName)s %(message)s', force=True)
logging.getLogger('a.b').debug('text %d', 5)
print(sorted(logging.Logger.manager.loggerDict), logging.root.handlers)
