# The last resort writes to the stderr of the moment.
import logging
import io
import sys
kept, sys.stderr = sys.stderr, io.StringIO()
logging.error('kept')
text = sys.stderr.getvalue()
sys.stderr = kept
print(repr(text), logging.lastResort.stream is kept)
