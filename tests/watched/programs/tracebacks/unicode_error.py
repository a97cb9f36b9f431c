# verdict: RTE
b'\xff\xfe'.decode()
