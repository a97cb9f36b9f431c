try:
    raise SystemExit(3)
except:
    print('swallowed')
