# Of what it had brought, some is gone when the module is imported again.
import sys
import decimal
import http.client
for name in list(sys.modules):
    if name.startswith(('email', 'http')):
        del sys.modules[name]
old = http
import http.client
print(http is old, http.client is old.client, http.HTTPStatus is old.HTTPStatus)
print(list(sys.modules))
