import resource
for name in [n for n in dir(resource) if n.startswith('RLIMIT_')]:
    if name not in ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_STACK', 'RLIMIT_DATA', 'RLIMIT_RTTIME'):
        try:
            resource.setrlimit(getattr(resource, name), (0, 0))
        except (OSError, ValueError):
            pass
print('done')
