# verdict: SV
import ctypes, os
ctypes.CDLL(None).process_vm_readv(os.getppid(), None, 0, None, 0, 0)
