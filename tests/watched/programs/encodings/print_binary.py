import sys
sys.stdout.buffer.write(bytes(range(256)))
print('text after', flush=True)
sys.stdout.buffer.write(b'\n')
