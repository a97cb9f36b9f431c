import logging, sys
logging.basicConfig(stream=sys.stdout, format='%(name)s %(levelname)s %(message)s %(filename)s %(lineno)d %(funcName)s %(process)d %(threadName)s %(module)s %(pathname)s')
logging.error('an error')
try:
    1 / 0
except ZeroDivisionError:
    logging.exception('oops')
