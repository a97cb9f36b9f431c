import os
print(__file__, os.path.abspath(__file__), os.path.exists(__file__))
print(open(__file__).read())
