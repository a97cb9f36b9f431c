# Everything that another run could have left different, in one text.
import builtins, ctypes, fcntl, gc, os, resource, signal, sys, threading, time, types
def attempt(act):
    try:
        return act()
    except OSError as error:
        return error.strerror
print(__name__, __file__, sys.argv, sys.path, sys.flags, sys.getrecursionlimit(), sys.gettrace())
print(sorted(sys.modules))
print({m.__name__: len(vars(m)) for m in sorted(filter(None, sys.modules.values()), key=lambda m: m.__name__) if m.__name__ != '__main__'})
print(sorted(vars(builtins)), [builtins.print, builtins.len, builtins.open, builtins.__import__, builtins.sum])
print([type(f) for f in (os.write, os.listdir, time.time)], sys.excepthook is sys.__excepthook__)
print([i + 0 for i in range(-5, 257)] == list(range(-5, 257)), 1 + 1, 2 ** 8, 7 // 2, -7 % 3, True + True, 0.1 + 0.2)
print([len(x) for x in ('', 'a', 'ab', (), [], {}, b'', b'xyz')], str(None), repr(True), hash('a'), hash(7), bool(0))
print([chr(i) for i in range(32, 127)], [bytes([i]) for i in range(256)][97], ''.join(sorted('hello')))
for kind in int, str, list, dict, tuple, type, object, float, bytes, bool, set, types.FunctionType:
    print(kind, len(vars(kind)), kind.__repr__, kind.__mro__)
print(gc.isenabled(), gc.get_threshold(), gc.callbacks, gc.garbage)
print(dict(os.environ), os.getcwd(), oct(os.umask(0o22)), sorted(os.listdir('/')), os.listdir('/tmp'), os.listdir('/prog'))
print(open(__file__).read(60), [os.fstat(i).st_mode >> 12 for i in range(3)], [attempt(lambda: os.fstat(i)) for i in range(3, 256)].count('Bad file descriptor'))
for i in range(3):
    print(fcntl.fcntl(i, fcntl.F_GETFL), fcntl.fcntl(i, fcntl.F_GETFD), sys.__stdin__.fileno(), sys.__stdout__.encoding)
for name in sorted(n for n in dir(resource) if n.startswith('RLIMIT_')):
    print(name, resource.getrlimit(getattr(resource, name)))
print(attempt(lambda: os.getpriority(os.PRIO_PROCESS, 0)), sorted(attempt(lambda: os.sched_getaffinity(0))), attempt(lambda: os.sched_getscheduler(0)))
print([str(signal.getsignal(i)) for i in sorted(signal.valid_signals())], signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.sigpending())
print([signal.getitimer(i) for i in range(3)], signal.alarm(0), threading.active_count(), threading.stack_size())
libc = ctypes.CDLL(None, use_errno=True)
print([libc.prctl(i, 0, 0, 0, 0) for i in (3, 7, 21, 27, 30, 39)], libc.personality(0xffffffff), libc.syscall(252, 1, 0))
print(os.getuid(), os.getgid(), os.getgroups(), os.getsid(0) >= 0, os.getpgid(0) >= 0)
info = ctypes.create_string_buffer(24)
print(libc.sigaltstack(None, info), info.raw, attempt(lambda: os.waitpid(-1, os.WNOHANG)))
print(os.statvfs('/tmp').f_ffree, os.statvfs('/tmp').f_bfree, sys.getsizeof(1), sys.getsizeof(''), sys.getswitchinterval())
