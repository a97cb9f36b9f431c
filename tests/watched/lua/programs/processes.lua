-- addresses: stdout
print(os.execute())
print(os.execute('true'))
print(pcall(io.popen, 'echo x'))
print(pcall(io.popen, 'cat', 'w'))
