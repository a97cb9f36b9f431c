import os
print(os.getcwd(), os.path.realpath('.'), os.path.abspath('x'))
