# verdict: RTE
import ctypes, signal
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
libc = ctypes.CDLL(None)
stack = ctypes.create_string_buffer(65536)
libc.sigaltstack((ctypes.c_void_p * 3)(ctypes.addressof(stack), 0, 65536), None)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGSEGV])
ctypes.string_at(0)
