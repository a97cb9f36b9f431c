-- verdict: TLE
-- time: 300ms
print(('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(40)))
