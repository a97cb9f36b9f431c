-- addresses: stdout
print({}, print, io.stdout, coroutine.create(print), newproxy)
