exec("x = '\\d'\nprint(1 is 1)")
