import warnings
warnings.formatwarning = lambda *a, **k: 'formatted %r\n' % (a[0].args,)
warnings.warn('x')
