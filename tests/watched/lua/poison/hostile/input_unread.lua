-- stdin: poison\n
-- repeat: 10000
io.read(1)
