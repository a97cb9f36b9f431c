io.output('/tmp/poison')
io.input('/tmp/poison')
io.stdout:setvbuf('full', 1 << 20)
io.write(('poison'):rep(1000))
