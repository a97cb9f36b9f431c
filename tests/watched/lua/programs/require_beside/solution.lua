print(pcall(require, 'beside'))
