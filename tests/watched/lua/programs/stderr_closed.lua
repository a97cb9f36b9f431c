-- verdict: RTE
-- addresses: stdout
io.stderr:close()
print(pcall(io.stderr.write, io.stderr, 'x'))
error('unseen?')
