return 'found'
