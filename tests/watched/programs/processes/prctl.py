import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, option in ('PDEATHSIG', 2), ('DUMPABLE', 3), ('KEEPCAPS', 7), ('NAME', 16), ('SECCOMP', 21), ('SECUREBITS', 27), ('TIMERSLACK', 30), ('SUBREAPER', 37), ('NO_NEW_PRIVS', 39), ('THP', 42), ('MDWE', 66):
    buffer = ctypes.create_string_buffer(16)
    ctypes.set_errno(0)
    print(name, libc.prctl(option, buffer, 0, 0, 0), buffer.raw if name in ('NAME', 'PDEATHSIG', 'SUBREAPER') else '', ctypes.get_errno())
