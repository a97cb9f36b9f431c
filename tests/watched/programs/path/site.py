import site, sys
print(site.ENABLE_USER_SITE, site.USER_SITE, site.USER_BASE, site.PREFIXES)
print(site.getsitepackages(), 'usercustomize' in sys.modules, 'sitecustomize' in sys.modules)
