import logging
logging.basicConfig(filename='/tmp/log', level=logging.INFO, format='%(message)s')
logging.info('hello')
logging.shutdown()
print(open('/tmp/log').read())
