mine = 'numpy'
