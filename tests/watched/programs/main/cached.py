print(globals().get('__cached__', 'no such name'))
