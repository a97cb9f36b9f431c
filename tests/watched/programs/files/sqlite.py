import sqlite3
db = sqlite3.connect(':memory:')
print(db.execute('select 1 + 1, sqlite_version() > "3"').fetchone())
try:
    db = sqlite3.connect('/tmp/x.db')
    db.execute('create table t(a)')
    db.commit()
    print('made')
except sqlite3.Error as error:
    print(error)
