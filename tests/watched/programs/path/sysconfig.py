import sysconfig
print(sysconfig.get_paths(), sysconfig.get_platform(), sysconfig.get_python_version())
