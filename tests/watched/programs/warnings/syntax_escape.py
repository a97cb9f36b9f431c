print('\d \q')
