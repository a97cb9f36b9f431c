import resource
for name in 'RLIMIT_NOFILE', 'RLIMIT_STACK', 'RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_NPROC', 'RLIMIT_CORE':
    soft, hard = resource.getrlimit(getattr(resource, name))
    for wanted in (hard, hard), (resource.RLIM_INFINITY, resource.RLIM_INFINITY):
        try:
            print(name, resource.setrlimit(getattr(resource, name), wanted))
        except (OSError, ValueError) as error:
            print(name, error)
