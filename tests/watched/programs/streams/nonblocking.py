import os
os.set_blocking(1, False)
print('x' * 10)
print(os.get_blocking(1))
