-- memory: 64MiB
print(pcall(string.rep, 'x', 1 << 36))
