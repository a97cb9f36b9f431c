import sqlite3, sys, csv
db = sqlite3.connect(':memory:')
db.execute('CREATE TABLE t (name TEXT, number INTEGER)')
sys.stdin.readline()
db.executemany('INSERT INTO t VALUES (?, ?)', csv.reader(sys.stdin, delimiter=' '))
for row in db.execute('SELECT name, sum(number) FROM t GROUP BY name ORDER BY name'):
    print(*row)
print('total', *db.execute('SELECT sum(number) FROM t').fetchone())
