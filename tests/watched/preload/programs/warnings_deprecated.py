# What modules say at their import, where that is asked for.
import warnings
warnings.simplefilter('always')
import http.client, tempfile, unittest, ctypes, json
warnings.warn_explicit('text', DeprecationWarning, 'file', 1)
print([name for name, module in sorted(__import__('sys').modules.items())
       if '__warningregistry__' in getattr(module, '__dict__', ())])
