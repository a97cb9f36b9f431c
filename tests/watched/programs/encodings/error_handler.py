import codecs
codecs.register_error('mine', lambda error: ('?!', error.end))
print('aéb'.encode('ascii', 'mine'))
