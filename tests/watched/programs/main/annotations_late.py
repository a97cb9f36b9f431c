print('__annotations__' in dir(), __annotations__)
__annotations__['a'] = 1
