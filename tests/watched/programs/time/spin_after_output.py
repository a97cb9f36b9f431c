# verdict: TLE
# time: 200ms
print('flushed', flush=True)
print('not flushed')
while True:
    pass
