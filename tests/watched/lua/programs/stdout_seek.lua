-- addresses: stdout
print(io.stdout:seek())
print(io.stdout:seek('cur', 5))
print(io.stdout:read(1))
print(io.stdout:flush(), io.flush())
