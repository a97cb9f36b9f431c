# differs: stdout
import tempfile
print(next(tempfile._get_candidate_names()), tempfile.mktemp())
