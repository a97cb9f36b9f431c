# differs: stdout
import hashlib, random
print(hashlib.md5(repr(random.getstate()).encode()).hexdigest())
