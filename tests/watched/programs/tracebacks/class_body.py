# verdict: RTE
class C:
    x = undefined_name
