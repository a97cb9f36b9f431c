kept = type('D', (), {'__' + 'del' + '__': lambda self: print('del')})()
print('end')
