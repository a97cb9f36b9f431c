# verdict: TLE
# time: 200ms
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
