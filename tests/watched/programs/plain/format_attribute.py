print('{0.real} {0.__class__.__name__}'.format(5))
