print('bücher.example'.encode('idna'), b'xn--bcher-kva'.decode('idna'))
