# addresses: stdout
import codecs
def search(name):
    return codecs.lookup('utf-8') if name == 'mine' else None
codecs.register(search)
print('é'.encode('mine'), codecs.lookup('mine'))
