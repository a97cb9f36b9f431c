(lambda: print('x'))()
