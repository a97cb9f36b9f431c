import sys
print(sys.version, sys.version_info, sys.implementation, sys.api_version, sys.hexversion, sys.abiflags)
