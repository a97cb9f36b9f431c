# What a parent has before a submodule of its is imported, and after.
import email
import http
import json
import logging
print([hasattr(email, name) for name in ('parser', 'message', 'header', 'mime')])
print([hasattr(http, name) for name in ('client', 'server', 'cookies')])
print([hasattr(json, name) for name in ('decoder', 'encoder', 'scanner', 'tool')])
print(hasattr(logging, 'handlers'))
import http.client
print([hasattr(email, name) for name in ('parser', 'message', 'header', 'mime')])
print([hasattr(http, name) for name in ('client', 'server', 'cookies')])
