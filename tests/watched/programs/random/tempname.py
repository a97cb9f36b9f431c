# differs: stdout
import tempfile
print(tempfile.mktemp(), tempfile.mkstemp()[1])
