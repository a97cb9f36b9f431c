arg[0], arg[-1], arg[1] = 'poison', 'poison', 'poison'
arg = 5
