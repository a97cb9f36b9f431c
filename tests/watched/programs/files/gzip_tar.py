import gzip, io, tarfile
with gzip.open('/tmp/a.gz', 'wt') as f:
    f.write('x' * 1000)
print(len(gzip.open('/tmp/a.gz', 'rt').read()))
with tarfile.open('/tmp/a.tar', 'w') as t:
    t.add('/tmp/a.gz', 'name')
print(tarfile.open('/tmp/a.tar').getnames())
