# verdict: RTE
class E(Exception):
    __module__ = 'builtins'
class F(Exception):
    __module__ = None
try:
    raise E('e')
except E:
    raise F('f')
