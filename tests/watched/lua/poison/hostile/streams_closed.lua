io.stdin:close()
io.stderr:close()
io.stdout:close()
