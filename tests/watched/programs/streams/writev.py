import os
print('a')
print(os.writev(1, [b'b\n', b'c\n']))
