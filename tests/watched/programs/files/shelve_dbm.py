import dbm.dumb, shelve
with shelve.Shelf(dbm.dumb.open('/tmp/s', 'c')) as s:
    s['a'] = [1, 2]
with shelve.Shelf(dbm.dumb.open('/tmp/s', 'r')) as s:
    print(dict(s))
