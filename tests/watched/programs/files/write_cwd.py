open('made.txt', 'w').write('x')
import os
print(os.listdir('.'), os.path.abspath('made.txt'))
