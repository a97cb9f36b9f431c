# A second buffer over the same descriptor, flushed when it is collected.
import os
out = os.fdopen(1, 'w', closefd=False)
out.write('from out\n')
print('from print')
