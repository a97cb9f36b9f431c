# What a record says of the process is this process's.
import logging
import os
record = logging.makeLogRecord({'msg': 'x'})
print(record.process == os.getpid(), record.processName, record.threadName, record.thread is not None)
