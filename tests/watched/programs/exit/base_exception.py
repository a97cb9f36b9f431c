# verdict: RTE
class Mine(BaseException):
    pass
raise Mine(1, 2)
