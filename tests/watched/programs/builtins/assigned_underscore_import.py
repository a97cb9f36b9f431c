# verdict: RTE
import builtins
del builtins.__import__
import os
