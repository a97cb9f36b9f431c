import resource
could = []
for pid in range(1, 400):
    for name in [n for n in dir(resource) if n.startswith('RLIMIT_')]:
        try:
            if pid != __import__('os').getpid():
                resource.prlimit(pid, getattr(resource, name), (0, 0))
                could.append(pid)
        except (OSError, ValueError):
            pass
print(could)
