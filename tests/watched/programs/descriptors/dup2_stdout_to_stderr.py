import os
print('before')
os.dup2(2, 1)
print('after')
