mine = 3
