mine = 're'
