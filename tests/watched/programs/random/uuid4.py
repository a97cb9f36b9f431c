# differs: stdout
import uuid
print(uuid.uuid4())
