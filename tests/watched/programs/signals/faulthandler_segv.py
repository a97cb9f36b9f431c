# verdict: RTE
import ctypes, faulthandler
faulthandler.enable()
def crash():
    ctypes.string_at(0)
crash()
