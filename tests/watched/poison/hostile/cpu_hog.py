# verdict: TLE
# time: 200ms
while True:
    pass
