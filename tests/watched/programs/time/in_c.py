# verdict: TLE
# time: 200ms
x = 3 ** (10 ** 8)
